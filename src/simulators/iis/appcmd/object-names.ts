import type { Configuration } from '../configuration/configuration.js'
import { childrenOf, type XmlElement } from '../configuration/xml-element.js'
import { failure, notFound } from './appcmd-error.js'
import { type CommandLine, takeValue } from './command-line.js'

/** The identifier, given bare or as `/site.name:` and the like. @throws AppcmdError 87 when there is none */
export function identifierOf(line: CommandLine): string {
  const identifier = line.identifier ?? takeValue(line, `${line.object.toLowerCase()}.name`)
  if (!identifier) throw failure(87, `Must specify the ${line.object} object with identifier.`)
  return identifier
}

/** @throws AppcmdError 1168 */
export function siteNamed(configuration: Configuration, name: string): XmlElement {
  const site = configuration.site(name)
  if (!site) throw notFound('SITE', name)
  return site
}

/** @throws AppcmdError 1168 */
export function poolNamed(configuration: Configuration, name: string): XmlElement {
  const pool = configuration.pool(name)
  if (!pool) throw notFound('APPPOOL', name)
  return pool
}

/** An application or virtual directory, and the element that holds it. */
export type Found = { parent: XmlElement; at: XmlElement; name: string }

/** @throws AppcmdError 1168; 50 for an identifier without a slash */
export function applicationNamed(configuration: Configuration, identifier: string, verb: string): Found {
  if (!identifier.includes('/')) throw inexact('APP', verb)
  const found = configuration.sites().flatMap(applicationsOf).find(named(identifier))
  if (!found) throw notFound('APP', identifier)
  return found
}

/** @throws AppcmdError 1168; 50 for an identifier without a slash */
export function directoryNamed(configuration: Configuration, identifier: string, verb: string): Found {
  if (!identifier.includes('/')) throw inexact('VDIR', verb)
  const found = configuration.sites().flatMap(applicationsOf).flatMap(directoriesOf).find(named(identifier))
  if (!found) throw notFound('VDIR', identifier)
  return found
}

/** `Site/` for the root application, `Site/app` for another one. */
export const applicationsOf = (site: XmlElement): Found[] =>
  childrenOf(site, 'application').map((at) => ({
    parent: site,
    at,
    name: `${site.attributes.get('name')}${at.attributes.get('path')}`,
  }))

/** `Site/` for the root directory, `Site/app/` for the root directory of another application. */
export const directoriesOf = ({ at, name }: Found): Found[] =>
  childrenOf(at, 'virtualDirectory').map((directory) => ({
    parent: at,
    at: directory,
    name: `${name.replace(/\/$/, '')}${directory.attributes.get('path')}`,
  }))

const named = (identifier: string) => (found: Found) => found.name.toLowerCase() === identifier.toLowerCase()

const inexact = (object: string, verb: string) =>
  failure(50, `Must use exact identifer for ${object} object with verb ${verb.toUpperCase()}.`)
