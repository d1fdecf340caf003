import type { ProgramAnswer } from '../programs/program-answer.js'
import { add } from './add.js'
import { AppcmdError, notSimulated } from './appcmd-error.js'
import { type CommandLine, parseCommandLine } from './command-line.js'
import { deleteObject } from './delete.js'
import { list } from './list.js'
import { type Afterwards, type Machine, Output } from './machine.js'
import { set } from './set.js'
import { startOrStop } from './start-stop.js'

/** Runs one thing after the other. */
export type Queue = <T>(job: () => Promise<T>) => Promise<T>

/**
 * One call of appcmd. Calls are queued, as WAS serialises commits; only waiting for a pool to stop leaves the queue.
 * @see https://learn.microsoft.com/en-us/iis/get-started/getting-started-with-iis/getting-started-with-appcmdexe
 */
export async function runAppcmd(
  machine: Machine,
  queue: Queue,
  args: readonly string[],
  stdin: string,
): Promise<ProgramAnswer> {
  const out = new Output()
  try {
    const line = parseCommandLine(args)
    const afterwards = await queue(() => run(machine, line, stdin, out))
    await afterwards?.()
    return { exitCode: 0, stdout: out.text }
  } catch (error) {
    if (!(error instanceof AppcmdError)) throw error
    if (error.message !== '') out.line(error.message)
    return { exitCode: error.exitCode, stdout: out.text }
  }
}

async function run(machine: Machine, line: CommandLine, stdin: string, out: Output): Promise<Afterwards> {
  const takesInput = ['add', 'set'].includes(line.verb) && ['SITE', 'APPPOOL'].includes(line.object)
  if (line.input && !takesInput) throw notSimulated(`${line.verb} ${line.object} /in`)
  if (line.verb === 'list') list(machine, line, out)
  else if (line.verb === 'add') await add(machine, line, stdin, out)
  else if (line.verb === 'set') await set(machine, line, stdin, out)
  else if (line.verb === 'delete') await deleteObject(machine, line, out)
  else return startOrStop(machine, line, out)
  return undefined
}
