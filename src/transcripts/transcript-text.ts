import type { Call, Chapter } from './call.js'
import { commandLineOf, wordsOf } from './command-words.js'

/*
 * A transcript is text that people read and compare:
 *   # a remark
 *   ## title of a chapter
 *   > program arguments      as in Bash; quotes keep blanks
 *   < a line of standard input
 *   a line of standard output, which was ended by CR LF
 *   2> a line of standard error
 *   = 0                      the exit code; `= ?` where there was none
 * In texts `\r` and `\n` stand for a CR or LF of its own, `\\` for a backslash before one of these letters or at the
 * beginning of a line, `\z` at the end of the last line for "no line end".
 */

/** What a line of output must not begin with. */
const marks = /^(?=> |< |2> |= (?:\d+|\?)$|#|\\)/

const escaped = (line: string): string =>
  line
    .replace(/\\(?=[\\rnz\r\n]|$)/g, '\\\\')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')

const unescaped = (line: string): string =>
  line.replace(/\\([\\rn])/g, (_whole, letter: string) => (letter === 'r' ? '\r' : letter === 'n' ? '\n' : '\\'))

/** Each line that ends in CR LF, and a rest that does not. */
function linesOf(text: string, isMarked: boolean): string[] {
  if (text === '') return []
  const parts = text.split('\r\n')
  const rest = parts.pop() ?? ''
  const shown = (line: string) => (isMarked ? escaped(line) : escaped(line).replace(marks, '\\.'))
  return [...parts.map(shown), ...(rest === '' ? [] : [`${shown(rest)}\\z`])]
}

function textOf(lines: readonly string[]): string {
  return lines
    .map((line, index) => {
      const isRest = index === lines.length - 1 && /(?<!\\)(?:\\\\)*\\z$/.test(line)
      return isRest ? unescaped(line.slice(0, -2)) : `${unescaped(line)}\r\n`
    })
    .join('')
}

/** Standard input has lines that end in LF. */
const stdinLines = (text: string): string[] => linesOf(text.replaceAll('\n', '\r\n'), true)

export const printCall = ({ program, args, stdin, stdout, stderr, exitCode }: Call): string =>
  [
    `> ${commandLineOf([program, ...args])}`,
    ...stdinLines(stdin).map((line) => `< ${line}`),
    ...linesOf(stdout, false),
    ...linesOf(stderr, true).map((line) => `2> ${line}`),
    `= ${exitCode ?? '?'}`,
  ].join('\n')

export const printTranscript = (chapters: readonly Chapter[], remark?: string): string =>
  [
    ...(remark === undefined ? [] : [`# ${remark}`]),
    ...chapters.flatMap(({ title, calls }) => [...(title === '' ? [] : [`## ${title}`]), ...calls.map(printCall)]),
    '',
  ].join('\n')

/** @throws Error for a command without an exit code */
export function parseTranscript(text: string): Chapter[] {
  const chapters: { title: string; calls: Call[] }[] = []
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line.startsWith('## ')) chapters.push({ title: line.slice(3), calls: [] })
    if (!line.startsWith('> ')) continue
    const end = lines.findIndex((each, index) => index > at && /^= (\d+|\?)$/.test(each))
    const next = lines.findIndex((each, index) => index > at && each.startsWith('> '))
    if (end < 0 || (next >= 0 && next < end)) throw new Error(`There is no exit code after: ${line}`)
    if (chapters.length === 0) chapters.push({ title: '', calls: [] })
    chapters.at(-1)?.calls.push(parseCall(line, lines.slice(at + 1, end), lines[end] ?? ''))
    at = end
  }
  return chapters
}

function parseCall(command: string, body: readonly string[], end: string): Call {
  const [program = '', ...args] = wordsOf(command.slice(2))
  const begin = (mark: string) => (line: string) => line.startsWith(mark)
  const stdin = body.filter(begin('< ')).map((line) => line.slice(2))
  const stderr = body.filter(begin('2> ')).map((line) => line.slice(3))
  const stdout = body
    .filter((line) => !line.startsWith('< ') && !line.startsWith('2> '))
    .map((line) => line.replace(/^\\\./, ''))
  const exitCode = end === '= ?' ? undefined : Number(end.slice(2))
  const stdinText = textOf(stdin).replaceAll('\r\n', '\n')
  return { program, args, stdin: stdinText, stdout: textOf(stdout), stderr: textOf(stderr), exitCode }
}
