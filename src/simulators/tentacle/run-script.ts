import { constants } from 'node:os'
import type { Readable } from 'node:stream'
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

/** @see https://github.com/OctopusDeploy/OctopusTentacle (ScriptExitCodes) */
const fatalExitCode = -41
const cancelledExitCode = -43
const timedOutExitCode = -44
/** How long a pipe may stay open in the hands of a process that escaped the kill. */
const escapedMs = 1_000

type At = {
  workFolder: string
  environment: Readonly<Record<string, string>>
}

/** A script that is running. */
export type RunningScript = {
  readonly pid: number | undefined
  readonly stdout: Readable
  readonly stderr: Readable
  /** Its whole tree, at once. */
  kill(): void
  /** When its output has ended too; what it is told when it could not be started. */
  readonly ended: Promise<{ exitCode: number } | { notStarted: string }>
}

/**
 * Runs a script to its end, or until the time-out or the signal: then its whole tree is killed at once.
 * Like Calamari it waits for the end of the script's output, also when another process holds it open.
 * @param timeoutMs default none
 */
export type RunScript = (
  script: Script,
  at: At & { timeoutMs: number | undefined; signal: AbortSignal | undefined },
  log: ActionLog,
) => Promise<ScriptEnd>

/** @param start how a script is started; default: as a process of this machine */
export const scriptRunner =
  (start: (script: Script, at: At) => Promise<RunningScript>): RunScript =>
  async (script, at, log) => {
    const running = await start(script, at)
    readLines(running.stdout, script.encoding, (line) => log.stdout(line))
    readLines(running.stderr, script.encoding, (line) => log.stderr(line))

    let exitCode: number | undefined
    const kill = (code: number, why: string) => {
      if (running.pid === undefined || exitCode !== undefined) return
      exitCode = code
      running.kill()
      log.add('error', why)
      setTimeout(() => closeAll(running.stdout, running.stderr), escapedMs).unref()
    }
    const cancel = () => kill(cancelledExitCode, 'The script was cancelled; its whole process tree was killed.')
    const timer =
      at.timeoutMs === undefined
        ? undefined
        : setTimeout(
            () =>
              kill(
                timedOutExitCode,
                `The script ran longer than ${at.timeoutMs} ms; its whole process tree was killed.`,
              ),
            at.timeoutMs,
          )
    at.signal?.addEventListener('abort', cancel)
    if (at.signal?.aborted) cancel()
    try {
      const end = await running.ended
      if ('notStarted' in end) {
        log.add('error', `${script.program} could not be started: ${end.notStarted}`)
        return { exitCode: fatalExitCode, killed: false, cancelled: false, pid: undefined }
      }
      const killed = exitCode !== undefined
      return {
        exitCode: exitCode ?? end.exitCode,
        killed,
        cancelled: exitCode === cancelledExitCode,
        pid: running.pid,
      }
    } finally {
      clearTimeout(timer)
      at.signal?.removeEventListener('abort', cancel)
    }
  }

export const runScript: RunScript = scriptRunner(async (script, { workFolder, environment }) => {
  const { execa } = await import('execa')
  const running = execa(script.program, script.args, {
    cwd: workFolder,
    env: environment,
    extendEnv: false,
    detached: process.platform !== 'win32', // a session of its own, by which its tree is found
    cleanup: false,
    buffer: false,
    reject: false,
    ...(script.input === undefined ? { stdin: 'ignore' as const } : { input: script.input }),
  })
  const { pid, stdout, stderr } = running
  return {
    pid,
    stdout,
    stderr,
    kill: () => {
      if (pid !== undefined) killTree(pid)
    },
    ended: running.then(({ exitCode, signal, cause }) =>
      pid === undefined
        ? { notStarted: String(cause) }
        : { exitCode: exitCode ?? 128 + (signal ? constants.signals[signal] : 0) },
    ),
  }
})

function closeAll(...streams: Readable[]): void {
  for (const stream of streams) stream.destroy()
}
