/** What a pipeline can tell apart. */
export const exitCodes = {
  /** Done, or there was nothing to do. */
  done: 0,
  failed: 1,
  /** Options, environment or files are wrong; nothing was sent. */
  badSettings: 2,
  /** `--dry-run`: there is something to do. */
  pending: 3,
  /** Something was left alone that only people can decide on; or somebody said no. */
  refused: 4,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export const exitCodesHelp = `
Exit code: 0 done or nothing to do; 1 failed; 2 bad options, nothing was sent; 3 with --dry-run: there is something to do;
4 something was left for people to decide.
`
