import { setTimeout as pause } from 'node:timers/promises'
import { commandLine } from '../machine/command-line.js'
import { findProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import { runProgram } from '../machine/run-program.js'
import { AppcmdFailed } from './appcmd-failed.js'
import { type Meaning, meaningOf } from './appcmd-meaning.js'
import { BadArgument } from './bad-argument.js'

export type AppcmdOptions = {
  /** XML for standard input (`/in`): the only way for a password. */
  input?: string
  /** For each run, default 120_000: stopping a pool may take its `shutdownTimeLimit`. */
  timeoutMs?: number
  /** For all retries together, default 30_000. */
  retryLimitMs?: number
  /** Meanings besides `ok` that are a result and no failure. */
  accept?: readonly Meaning[]
  /** Asked before a change is tried again: a commit that was reported as failed may have come through. */
  stillNeeded?: () => Promise<boolean>
}

export type AppcmdResult = { meaning: Meaning; stdout: string }

const passing: Record<'read' | 'change', readonly Meaning[]> = {
  read: ['rpc-failed', 'sharing-violation'],
  change: ['sharing-violation', 'not-ready', 'in-transition'],
}
const untouched = {
  read: 'It only reads: nothing was changed by it.',
  change: 'What it was to change is as it was; what was done before it stays done.',
}
const firstPauseMs = 50
const longestPauseMs = 2_000
/** appcmd's own limit of a command. */
const longestCommand = 30_000

/**
 * Runs appcmd and judges by its exit code alone: its texts are localised, and a success text may precede a failure.
 * What passes by itself is tried again: a failed RPC of a read, a configuration that another one is writing, a WAS that
 * has not caught up, a pool that is still stopping.
 * @throws AppcmdFailed, BadArgument, ProgramMissing, ProgramTimeout
 * @see https://learn.microsoft.com/iis/get-started/getting-started-with-iis/getting-started-with-appcmdexe
 */
export async function appcmd(
  log: Log,
  kind: 'read' | 'change',
  args: readonly string[],
  options: AppcmdOptions = {},
): Promise<AppcmdResult> {
  const { input, timeoutMs = 120_000, retryLimitMs = 30_000, accept = [], stillNeeded } = options
  checkArguments(args)
  const program = findProgram('appcmd')
  const deadline = performance.now() + retryLimitMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const { exitCode, stdout } = await runProgram(log, program, args, {
      timeoutMs,
      ...(input !== undefined && { input }),
    })
    const meaning = meaningOf(exitCode)
    if (meaning === 'ok' || accept.includes(meaning)) return { meaning, stdout }
    if (!passing[kind].includes(meaning) || performance.now() + pauseMs > deadline) {
      const command = commandLine('appcmd', args)
      const said = withoutPasswords(stdout, input)
      throw new AppcmdFailed({ command, exitCode, meaning, said, untouched: untouched[kind] })
    }
    log.verbose(`appcmd: ${meaning}; again in ${pauseMs} ms`)
    await pause(pauseMs)
    if (kind === 'change' && stillNeeded && !(await stillNeeded())) return { meaning: 'ok', stdout: '' }
  }
}

// Windows has one line for all arguments: a quotation mark in one could end it early.
function checkArguments(args: readonly string[]): void {
  for (const argument of args) {
    if (argument.includes('"')) throw new BadArgument(argument, 'it holds a quotation mark')
    if (/[\x00-\x1f\x7f]/.test(argument)) throw new BadArgument(argument, 'it holds a control character')
  }
  const { length } = args.join(' ')
  if (length > longestCommand) throw new BadArgument(args.join(' '), `it is ${length} characters long`)
}

/** appcmd may quote its input in an error. */
function withoutPasswords(said: string, input = ''): string {
  const passwords = [...input.matchAll(/password="([^"]+)"/gi)].map((match) => match[1] ?? '')
  const plain = passwords.map((password) =>
    password.replace(/&#x([0-9a-f]+);/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16))),
  )
  return [...passwords, ...plain].reduce((text, secret) => text.replaceAll(secret, '********'), said)
}
