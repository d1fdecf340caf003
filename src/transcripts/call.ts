/** One start of a program, and what came of it. */
export type Call = {
  /** As it was named: a path, or a name. */
  readonly program: string
  readonly args: readonly string[]
  /** What was written to its standard input; empty: nothing. */
  readonly stdin: string
  readonly stdout: string
  readonly stderr: string
  /** 0 to 4294967295 on Windows; undefined: it was killed, or its end was not seen. */
  readonly exitCode: number | undefined
}

/** The calls of one step, in the order in which the programs were started. */
export type Chapter = {
  /** E.g. `1.1.0 Deploy to Slot`; empty for calls that no step made. */
  readonly title: string
  readonly calls: readonly Call[]
}
