import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { execa } from 'execa'
import type { ActionLog } from './action-log.js'
import { readLines } from './line-reader.js'
import { killTree } from './process-tree.js'

export type Script = {
  readonly program: string
  readonly args: readonly string[]
  readonly input?: string
  readonly encoding: 'utf8' | 'oem'
}

export type ScriptEnd = {
  exitCode: number
  killed: boolean
  cancelled: boolean
  pid: number | undefined
}

export type RunScript = typeof runScript

/** @see https://github.com/OctopusDeploy/OctopusTentacle (ScriptExitCodes) */
const fatalExitCode = -41
const cancelledExitCode = -43
const timedOutExitCode = -44
/** How long a pipe may stay open in the hands of a process that escaped the kill. */
const escapedMs = 1_000

/**
 * Runs a script to its end, or until the time-out or the signal: then its whole tree is killed at once.
 * Like Calamari it waits for the end of the script's output, also when another process holds it open.
 * @param timeoutMs default none
 */
export async function runScript(
  script: Script,
  at: {
    workFolder: string
    environment: Readonly<Record<string, string>>
    timeoutMs: number | undefined
    signal: AbortSignal | undefined
  },
  log: ActionLog,
): Promise<ScriptEnd> {
  const running = execa(script.program, script.args, {
    cwd: at.workFolder,
    env: at.environment,
    extendEnv: false,
    detached: process.platform !== 'win32', // a session of its own, by which its tree is found
    cleanup: false,
    buffer: false,
    reject: false,
    ...(script.input === undefined ? { stdin: 'ignore' as const } : { input: script.input }),
  })
  const { pid } = running
  readLines(running.stdout, script.encoding, (line) => log.stdout(line))
  readLines(running.stderr, script.encoding, (line) => log.stderr(line))

  let exitCode: number | undefined
  const kill = (code: number, why: string) => {
    if (pid === undefined || exitCode !== undefined) return
    exitCode = code
    killTree(pid)
    log.add('error', why)
    setTimeout(() => closeAll(running.stdout, running.stderr), escapedMs).unref()
  }
  const cancel = () => kill(cancelledExitCode, 'The script was cancelled; its whole process tree was killed.')
  const timer =
    at.timeoutMs === undefined
      ? undefined
      : setTimeout(
          () =>
            kill(timedOutExitCode, `The script ran longer than ${at.timeoutMs} ms; its whole process tree was killed.`),
          at.timeoutMs,
        )
  at.signal?.addEventListener('abort', cancel)
  if (at.signal?.aborted) cancel()
  try {
    const result = await running
    if (pid === undefined) {
      log.add('error', `${script.program} could not be started: ${String(result.cause)}`)
      return { exitCode: fatalExitCode, killed: false, cancelled: false, pid }
    }
    const ended = exitCode ?? result.exitCode ?? 128 + (result.signal ? constants.signals[result.signal] : 0)
    return { exitCode: ended, killed: exitCode !== undefined, cancelled: exitCode === cancelledExitCode, pid }
  } finally {
    clearTimeout(timer)
    at.signal?.removeEventListener('abort', cancel)
  }
}

function closeAll(...streams: Readable[]): void {
  for (const stream of streams) stream.destroy()
}
