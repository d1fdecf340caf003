import type { Call, Chapter } from './call.js'
import { commandLineOf } from './command-words.js'

const sameAsBefore = '(the same answer as before)'

/** Long answers that a command has given before, as its last ones, are not shown again: a transcript gets short enough to be read. */
export function withoutSameAnswers(chapters: readonly Chapter[]): Chapter[] {
  const last = new Map<string, string>()
  const shown = (call: Call): Call => {
    const command = commandLineOf([call.program, ...call.args, call.stdin])
    const isSame = last.get(command) === call.stdout
    last.set(command, call.stdout)
    return isSame && call.stdout.split('\n').length > 4 ? { ...call, stdout: `${sameAsBefore}\r\n` } : call
  }
  return chapters.map(({ title, calls }) => ({ title, calls: calls.map(shown) }))
}
