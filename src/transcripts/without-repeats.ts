import type { Call } from './call.js'
import { commandLineOf } from './command-words.js'

/** Of how many commands what is asked again and again may consist. */
const longestRound = 4

const commandOf = ({ program, args, stdin }: Call): string => commandLineOf([program, ...args, stdin])

/**
 * Whoever waits asks the same again and again, how often depends on the machine: of rounds of the same commands only the last is
 * kept.
 */
export function withoutRepeats(calls: readonly Call[]): Call[] {
  const kept: Call[] = []
  for (const call of calls) {
    kept.push(call)
    for (let length = 1; length <= longestRound; length++) {
      const commands = kept.slice(-2 * length).map(commandOf)
      if (commands.length < 2 * length) break
      const [before, last] = [commands.slice(0, length), commands.slice(length)]
      if (before.every((command, index) => command === last[index])) {
        kept.splice(-2 * length, length)
        break
      }
    }
  }
  return kept
}
