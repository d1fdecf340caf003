import { type Section, sectionNamed } from '../configuration/sections.js'
import { failure, notFound, notSimulated } from './appcmd-error.js'
import { type CommandLine, takeValue } from './command-line.js'
import type { Machine } from './machine.js'

export const serverPath = 'MACHINE/WEBROOT/APPHOST'

/** The section that `-section:` names, and the `<location>` that the identifier names. @throws AppcmdError */
export function sectionOf(machine: Machine, line: CommandLine): { section: Section; location: string | undefined } {
  const name = takeValue(line, 'section')
  if (name === undefined) throw notSimulated(`${line.verb} CONFIG without -section`)
  const section = sectionNamed(name)
  if (!section) throw failure(87, `Unknown config section "${name}".  Replace with -? for help.`)
  const location = locationOf(line.identifier)
  if (location === undefined) return { section, location }
  const [site = ''] = location.split('/')
  if (!machine.configuration.site(site)) throw notFound('SITE', site)
  if (!section.locatable) throw notSimulated(`the section ${section.name} for a single site`)
  return { section, location }
}

function locationOf(identifier: string | undefined): string | undefined {
  const path = (identifier ?? serverPath).replace(/\/$/, '')
  if (path.toUpperCase() === serverPath) return undefined
  return path.toUpperCase().startsWith(`${serverPath}/`) ? path.slice(serverPath.length + 1) : path
}
