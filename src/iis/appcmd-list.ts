import { commandLine } from '../machine/command-line.js'
import type { Log } from '../machine/log.js'
import { appcmd } from './appcmd.js'
import { AppcmdUnreadable } from './appcmd-unreadable.js'
import { parseXml, type XmlElement } from './xml.js'

/** By command: a step looks again and again, mostly at the same, and with many sites comparing is quicker than reading. */
const lastRead = new Map<string, { readonly stdout: string; readonly elements: readonly XmlElement[] }>()

/**
 * `appcmd list ... /xml` as elements. Lists without a filter succeed when they are empty.
 * @throws AppcmdFailed, AppcmdUnreadable
 */
export async function appcmdList(log: Log, args: readonly string[]): Promise<readonly XmlElement[]> {
  const whole = ['list', ...args, '/xml']
  const { stdout } = await appcmd(log, 'read', whole)
  const command = commandLine('appcmd', whole)
  const last = lastRead.get(command)
  if (last?.stdout === stdout) return last.elements
  try {
    const elements = listed(stdout)
    lastRead.set(command, { stdout, elements })
    return elements
  } catch (cause) {
    throw new AppcmdUnreadable(command, cause)
  }
}

/** What is inside `<appcmd>`. @throws when the text is anything else */
export function listed(stdout: string): readonly XmlElement[] {
  const root = parseXml(stdout)
  if (root.name !== 'appcmd') throw new Error(`The root is <${root.name}>, not <appcmd>.`)
  return root.children
}
