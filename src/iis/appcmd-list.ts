import { commandLine } from '../machine/command-line.js'
import type { Log } from '../machine/log.js'
import { appcmd } from './appcmd.js'
import type { Meaning } from './appcmd-meaning.js'
import { AppcmdUnreadable } from './appcmd-unreadable.js'
import { parseXml, type XmlElement } from './xml.js'

type Answer = {
  readonly stdout: string
  readonly elements: readonly XmlElement[]
  readonly byText: ReadonlyMap<string, XmlElement>
}

/** The last answer, by command. */
const lastAnswers = new Map<string, Answer>()

/**
 * `appcmd list ... /xml` as elements. Lists without a filter succeed when they are empty.
 * @param none what says that a filter or a name matched nothing, where that is a result and no failure
 * @throws AppcmdFailed, AppcmdUnreadable
 */
export async function appcmdList(
  log: Log,
  args: readonly string[],
  none: readonly Meaning[] = [],
): Promise<readonly XmlElement[]> {
  const whole = ['list', ...args, '/xml']
  const { meaning, stdout } = await appcmd(log, 'read', whole, { accept: none })
  if (none.includes(meaning)) return []
  const command = commandLine('appcmd', whole)
  const last = lastAnswers.get(command)
  if (last?.stdout === stdout) return last.elements
  const byText = new Map<string, XmlElement>()
  try {
    const elements = listed(stdout, (text) => {
      const element = last?.byText.get(text) ?? parseXml(text)
      byText.set(text, element)
      return element
    })
    lastAnswers.set(command, { stdout, elements, byText })
    return elements
  } catch (cause) {
    throw new AppcmdUnreadable(command, cause)
  }
}

/**
 * What is inside `<appcmd>`, read one by one: a step looks again and again, at what is mostly the same, and of a thousand sites
 * only those have to be read that are new or changed.
 * @throws when the text is anything else
 */
export function listed(stdout: string, read: (text: string) => XmlElement = parseXml): readonly XmlElement[] {
  try {
    const texts = textsOf(stdout)
    if (texts) return texts.map(read)
  } catch {} // Whoever reads it whole knows better.
  const root = parseXml(stdout)
  if (root.name !== 'appcmd') throw new Error(`The root is <${root.name}>, not <appcmd>.`)
  return root.children
}

/** The texts of a list's elements, which all have one name; undefined when it is not that simple. */
function textsOf(stdout: string): string[] | undefined {
  const start = /^\uFEFF?(?:<\?xml[^>]*\?>)?\s*<appcmd>\s*/.exec(stdout)?.[0].length
  const end = stdout.lastIndexOf('</appcmd>')
  if (start === undefined || stdout.slice(end).trim() !== '</appcmd>') return undefined
  const inside = stdout.slice(start, end)
  const [, name] = /^<([\w.]+)/.exec(inside) ?? []
  if (name === undefined) return undefined
  const starts = startsOf(inside, `<${name}`)
  return starts.map((start, index) => inside.slice(start, starts[index + 1]))
}

/** Where elements of a name start: not those whose names are longer. */
function startsOf(text: string, tag: string): number[] {
  const starts: number[] = []
  for (let at = text.indexOf(tag); at >= 0; at = text.indexOf(tag, at + tag.length))
    if (/[\s/>]/.test(text.charAt(at + tag.length))) starts.push(at)
  return starts
}
