import type { XmlElement } from '../configuration/xml-element.js'
import { unknownAttribute } from './appcmd-error.js'
import type { CommandLine } from './command-line.js'
import type { Machine, Output } from './machine.js'
import { applicationNamed, directoryNamed, identifierOf, poolNamed, siteNamed } from './object-names.js'

/** `appcmd delete …`: a pool that is in use can be deleted; its sites answer 503 then. */
export async function deleteObject(machine: Machine, line: CommandLine, out: Output): Promise<void> {
  const identifier = identifierOf(line)
  const [extra] = line.parameters
  if (extra) throw unknownAttribute(extra.name)
  const draft = machine.configuration.clone()
  const [parent, at, name] = ((): [XmlElement, XmlElement, string] => {
    if (line.object === 'SITE') return entry(draft.sitesParent(), siteNamed(draft, identifier))
    if (line.object === 'APPPOOL') return entry(draft.poolsParent(), poolNamed(draft, identifier))
    const named = line.object === 'APP' ? applicationNamed : directoryNamed
    const found = named(draft, identifier, 'DELETE')
    return [found.parent, found.at, found.name]
  })()
  parent.children.splice(parent.children.indexOf(at), 1)
  out.line(`${line.object} object "${name}" deleted`)
  await machine.commit(draft)
}

const entry = (parent: XmlElement, at: XmlElement): [XmlElement, XmlElement, string] => [
  parent,
  at,
  at.attributes.get('name') ?? '',
]
