import type { Log } from '../machine/log.js'
import { appcmdList } from './appcmd-list.js'
import { checkedName } from './checked-name.js'
import { type XmlElement, xmlElement } from './xml.js'

/**
 * A section of IIS's configuration with its defaults filled in.
 * @param site of whose root the effective values are asked; default the server
 * @throws AppcmdFailed (also when the module that brings the section is not installed), AppcmdUnreadable
 */
export async function configSection(log: Log, section: string, site?: string): Promise<XmlElement> {
  const where = site === undefined ? [] : [checkedName(site)]
  const found = await appcmdList(log, ['config', ...where, `-section:${section}`, '/config:*'])
  return sectionFrom(found, section)
}

/** The section is the element `system.webServer-proxy` in its `<CONFIG>`; one that is nowhere set may be missing. */
export function sectionFrom(listed: readonly XmlElement[], section: string): XmlElement {
  const name = section.replaceAll('/', '-')
  const inside = listed.filter((element) => element.name === 'CONFIG').flatMap(({ children }) => children)
  return inside.find((element) => element.name === name) ?? xmlElement(name)
}
