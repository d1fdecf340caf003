import { StepFailed } from '../octopus/step-failed.js'
import { commandLine } from './command-line.js'
import { killTree } from './kill-tree.js'
import type { Log } from './log.js'
import { ProgramMissing } from './program-missing.js'
import { ProgramOutputLimit } from './program-output-limit.js'
import { programText } from './program-text.js'
import { ProgramTimeout } from './program-timeout.js'

/** `exitCode` is 0 to 4294967295 on Windows; on Linux 0 to 255, and 128 + signal number for a program killed by a signal. */
export type ProgramResult = { exitCode: number; stdout: string; stderr: string; ms: number }

export type ProgramOptions = {
  /** For the whole run; then the program is killed with all it started. */
  timeoutMs: number
  /** Written to standard input and never logged; without it the program reads an empty one. */
  input?: string
  /** Added to the environment of this process. No secrets: an environment can be read by others. */
  env?: Readonly<Record<string, string>>
  /** The arguments as they go to the log; default: as they are. */
  shown?: readonly string[]
}

const stdoutLimitBytes = 64 * 1024 * 1024
const stderrKeptBytes = 1024 * 1024
/** A daemon may keep its starter's output open for ever: after the exit, this long a silence ends the reading. */
const silenceAfterExitMs = 500
const killLimitMs = 10_000

/**
 * Starts a program without a shell and waits for its end; any exit code is a result.
 * Each start is one verbose line: program, arguments, exit code, milliseconds.
 * @throws ProgramTimeout, ProgramMissing, ProgramOutputLimit; StepFailed when it cannot be started
 */
export async function runProgram(
  log: Log,
  program: string,
  args: readonly string[],
  { timeoutMs, input, env, shown = args }: ProgramOptions,
): Promise<ProgramResult> {
  const command = commandLine(program, shown)
  const startedAt = performance.now()
  const elapsedMs = () => Math.round(performance.now() - startedAt)
  try {
    const end = await finished(program, args, { input, env, timeoutMs, command })
    const { exitCode, stdout, stderr } = end
    const ms = elapsedMs()
    log.verbose(`${command}: exit code ${exitCode}, ${ms} ms`)
    return { exitCode, stdout: await programText(stdout, log), stderr: await programText(stderr, log), ms }
  } catch (error) {
    log.verbose(`${command}: ${error instanceof Error ? error.name : 'failed'}, ${elapsedMs()} ms`)
    throw error instanceof StepFailed ? error : notStarted(program, command, error)
  }
}

type Start = {
  input: string | undefined
  env: Readonly<Record<string, string>> | undefined
  timeoutMs: number
  command: string
}

async function finished(program: string, args: readonly string[], { input, env, timeoutMs, command }: Start) {
  // Loaded when used: a step that starts no program starts sooner itself.
  const [{ spawn }, { constants }] = await Promise.all([import('node:child_process'), import('node:os')])
  return new Promise<{ exitCode: number; stdout: Buffer; stderr: Buffer }>((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: env === undefined ? process.env : withAdded(env),
      windowsHide: true,
      detached: process.platform !== 'win32', // a process group of its own, so that it can be killed whole
    })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let stdoutBytes = 0
    let stderrBytes = 0
    let failure: Error | undefined
    let exitCode: number | undefined
    let silence: NodeJS.Timeout | undefined

    const fail = (error: Error) => {
      if (failure || exitCode !== undefined) return
      failure = error
      if (child.pid !== undefined) killTree(child.pid)
      silence = setTimeout(settle, killLimitMs)
    }
    const limit = setTimeout(() => fail(new ProgramTimeout(command, timeoutMs)), timeoutMs)
    const settle = () => {
      clearTimeout(limit)
      clearTimeout(silence)
      for (const pipe of child.stdio) pipe?.destroy()
      if (failure) reject(failure)
      else resolve({ exitCode: exitCode ?? 0, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) })
    }
    const waitForSilence = () => {
      if (exitCode === undefined) return
      clearTimeout(silence)
      silence = setTimeout(settle, silenceAfterExitMs)
    }

    child.on('error', (error) => {
      failure ??= error
      settle()
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      stdoutBytes += chunk.length
      if (stdoutBytes <= stdoutLimitBytes) stdout.push(chunk)
      else fail(new ProgramOutputLimit(command, stdoutLimitBytes))
      waitForSilence()
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      stderrBytes += chunk.length
      if (stderrBytes <= stderrKeptBytes) stderr.push(chunk)
      waitForSilence()
    })
    child.stdin?.on('error', () => {}) // it did not read its input: its exit code tells
    child.stdin?.end(input)
    child.on('exit', (code, signal) => {
      clearTimeout(limit)
      exitCode = code === null ? 128 + (signal ? constants.signals[signal] : 0) : code >>> 0
      waitForSilence()
    })
    child.on('close', settle)
  })
}

function notStarted(program: string, command: string, cause: unknown): StepFailed {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  if (code === 'ENOENT') return new ProgramMissing(program, 'Install it, or correct its path.', cause)
  return new StepFailed({
    happened: `${command} could not be started: ${code}.`,
    untouched: 'Nothing was run.',
    todo: 'Check that it is a program, that this account may run it, and that its arguments are not too long.',
    cause,
  })
}

/** Names of environment variables differ in case only by accident on Windows. */
function withAdded(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const same = (name: string) => (process.platform === 'win32' ? name.toUpperCase() : name)
  const replaced = new Set(Object.keys(added).map(same))
  const kept = Object.entries(process.env).filter(([name]) => !replaced.has(same(name)))
  return { ...Object.fromEntries(kept), ...added }
}
