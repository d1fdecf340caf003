import { commandLine } from '../machine/command-line.js'
import type { Log } from '../machine/log.js'
import { appcmd } from './appcmd.js'
import { AppcmdUnreadable } from './appcmd-unreadable.js'
import { parseXml, type XmlElement } from './xml.js'

/** By command: the elements of its last answer, by their text. */
const lastRead = new Map<string, ReadonlyMap<string, XmlElement>>()

/**
 * `appcmd list ... /xml` as elements. Lists without a filter succeed when they are empty.
 * @throws AppcmdFailed, AppcmdUnreadable
 */
export async function appcmdList(log: Log, args: readonly string[]): Promise<readonly XmlElement[]> {
  const whole = ['list', ...args, '/xml']
  const { stdout } = await appcmd(log, 'read', whole)
  const command = commandLine('appcmd', whole)
  const known = lastRead.get(command)
  const read = new Map<string, XmlElement>()
  try {
    const elements = listed(stdout, (text) => {
      const element = known?.get(text) ?? parseXml(text)
      read.set(text, element)
      return element
    })
    lastRead.set(command, read)
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
    return textsOf(stdout).map(read)
  } catch {
    const root = parseXml(stdout)
    if (root.name !== 'appcmd') throw new Error(`The root is <${root.name}>, not <appcmd>.`)
    return root.children
  }
}

/** The texts of a list's elements, which all have one name. @throws when it is not that simple */
function textsOf(stdout: string): string[] {
  const start = /^\uFEFF?(?:<\?xml[^>]*\?>)?\s*<appcmd>\s*/.exec(stdout)?.[0].length
  const end = stdout.lastIndexOf('</appcmd>')
  if (start === undefined || stdout.slice(end).trim() !== '</appcmd>') throw new Error('No list of elements.')
  const inside = stdout.slice(start, end)
  if (inside === '') return []
  const [, name] = /^<([\w.]+)/.exec(inside) ?? []
  if (name === undefined) throw new Error('No element at its beginning.')
  return inside.split(new RegExp(`(?=<${name}[\\s/>])`)).map((text) => text.trimEnd())
}
