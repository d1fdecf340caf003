import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { type ProgramResult, runProgram } from '../machine/run-program.js'

export type NginxProgram = {
  readonly program: string
  /** The main configuration file, where it is not the one that NGINX was built for. */
  readonly mainConf: string | undefined
}

const nginxLimitMs = 30_000

/** NGINX for Windows looks for its folders below the current one, so it is told its own. */
const nginxArgs = ({ program, mainConf }: NginxProgram, args: readonly string[]) => [
  ...(process.platform === 'win32' ? ['-p', paths.dirname(program)] : []),
  ...(mainConf ? ['-c', mainConf] : []),
  ...args,
]

/** Any exit code is a result. @throws ProgramTimeout, ProgramMissing */
export const runNginx = (log: Log, nginx: NginxProgram, args: readonly string[]): Promise<ProgramResult> =>
  runProgram(log, nginx.program, nginxArgs(nginx, args), { timeoutMs: nginxLimitMs })

/** Why NGINX failed: the line with its reason. */
export function reasonIn(stderr: string): string {
  const lines = stderr.trim().split('\n')
  return (lines.find((line) => line.includes('[emerg]')) ?? lines.at(-1) ?? '').trim()
}
