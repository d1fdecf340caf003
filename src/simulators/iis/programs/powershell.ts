import type { ProgramAnswer } from './program-answer.js'

/** A script that the simulated PowerShell can stand in for; undefined: it is not this one. */
export type KnownScript = (args: string[], stdin: string) => Promise<ProgramAnswer> | undefined

/** Nothing is interpreted: what is no known script is refused. */
export async function runPowershell(
  args: string[],
  stdin: string,
  known: readonly KnownScript[],
): Promise<ProgramAnswer> {
  for (const script of known) {
    const answer = script(args, stdin)
    if (answer) return answer
  }
  return { exitCode: 1, stdout: `The simulated powershell does not know this call: ${args.join(' ')}\r\n` }
}
