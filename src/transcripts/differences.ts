import { diffArrays } from 'diff'
import type { Call, Chapter } from './call.js'
import { printCall } from './transcript-text.js'

/**
 * Tells where two transcripts differ, chapter by chapter and command by command: `-` is what was expected, `+` what was found.
 * @returns lines for people; none where they are the same
 */
export function differences(expected: readonly Chapter[], found: readonly Chapter[]): string[] {
  const titles = [...expected, ...found].map(({ title }) => title).filter((title, at, all) => all.indexOf(title) === at)
  return titles.flatMap((title) => {
    const [before, after] = [callsOf(expected, title), callsOf(found, title)]
    const lines = before && after ? callDifferences(before, after) : [before ? '- was not run' : '+ was not expected']
    return lines.length > 0 ? [`== ${title || 'before the first step'}`, ...lines] : []
  })
}

function callsOf(chapters: readonly Chapter[], title: string): Call[] | undefined {
  const own = chapters.filter((chapter) => chapter.title === title)
  return own.length > 0 ? own.flatMap(({ calls }) => calls) : undefined
}

const linesOf = (call: Call): string[] => printCall(call).split('\n')

const commandLines = (lines: readonly string[]): number => {
  const other = lines.findIndex((line) => !line.startsWith('> ') && !line.startsWith('< '))
  return other < 0 ? lines.length : other
}

/** Commands are aligned by what was started; where the same was started, what it answered is compared. */
function callDifferences(before: readonly Call[], after: readonly Call[]): string[] {
  const [expected, found] = [before.map(linesOf), after.map(linesOf)]
  const command = (lines: readonly string[]) => lines.slice(0, commandLines(lines)).join('\n')
  const told: string[] = []
  let [at, to] = [0, 0]
  for (const { added, removed, count } of diffArrays(expected.map(command), found.map(command))) {
    for (let index = 0; index < count; index++) {
      if (removed) told.push(...marked('-', expected[at++] ?? []))
      else if (added) told.push(...marked('+', found[to++] ?? []))
      else told.push(...answerDifferences(expected[at++] ?? [], found[to++] ?? []))
    }
  }
  return told
}

const marked = (mark: string, lines: readonly string[]): string[] => lines.map((line) => `${mark} ${line}`)

function answerDifferences(expected: readonly string[], found: readonly string[]): string[] {
  const own = commandLines(expected)
  const changes = diffArrays(expected.slice(own), found.slice(own))
  if (!changes.some(({ added, removed }) => added || removed)) return []
  const answers = changes.flatMap(({ added, removed, value }) => marked(added ? '+' : removed ? '-' : ' ', value))
  return [...marked(' ', expected.slice(0, own)), ...answers]
}
