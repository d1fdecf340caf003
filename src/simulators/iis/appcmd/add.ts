import type { Configuration } from '../configuration/configuration.js'
import { poolSchema, poolsSchema } from '../configuration/pool-schema.js'
import type { Collection, ElementSchema } from '../configuration/schema.js'
import { applicationSchema, siteSchema, sitesSchema, virtualDirectorySchema } from '../configuration/site-schema.js'
import { element, type XmlElement } from '../configuration/xml-element.js'
import { duplicateElement, failure, notFound } from './appcmd-error.js'
import { replaceBindings } from './bindings.js'
import { type CommandLine, takeValue } from './command-line.js'
import { applyParameter, insertEntry, setAttribute } from './edit.js'
import { type InputObject, parseInput } from './input.js'
import type { Machine, Output } from './machine.js'
import { mergeElement } from './merge.js'
import { applicationNamed, applicationsOf, directoriesOf, siteNamed } from './object-names.js'

/** `appcmd add …`: all objects of one call are one commit. */
export async function add(machine: Machine, line: CommandLine, stdin: string, out: Output): Promise<void> {
  const draft = machine.configuration.clone()
  if (line.object === 'SITE') addSites(draft, line, stdin, out)
  if (line.object === 'APPPOOL') addPools(draft, line, stdin, out)
  if (line.object === 'APP') addApplication(draft, line, out)
  if (line.object === 'VDIR') addDirectory(draft, line, out)
  await machine.commit(draft)
}

function addPools(draft: Configuration, line: CommandLine, stdin: string, out: Output): void {
  const inputs = line.input ? parseInput(stdin, 'APPPOOL', 'add') : [none]
  for (const input of inputs) {
    const pool = element('add')
    const shown = { name: input.attributes.get('APPPOOL.NAME'), ...poolAttributesShown(input) }
    fill(pool, poolSchema, input, shown)
    for (const parameter of line.parameters) applyParameter(pool, poolSchema, parameter)
    const name = checkedName(pool, /[|<>&"/[\]+=;:,?*@]/, 'application pool')
    if (draft.pool(name)) throw duplicateElement(name)
    insertInto(draft.poolsParent(), poolsSchema.collection, pool)
    out.line(`APPPOOL object "${name}" added`)
  }
}

const poolAttributesShown = ({ attributes }: InputObject) => ({
  managedPipelineMode: attributes.get('PipelineMode'),
  managedRuntimeVersion: attributes.get('RuntimeVersion'),
})

function addSites(draft: Configuration, line: CommandLine, stdin: string, out: Output): void {
  const inputs = line.input ? parseInput(stdin, 'SITE', 'site') : [none]
  const physicalPath = takeValue(line, 'physicalpath')
  const bindings = takeValue(line, 'bindings')
  for (const input of inputs) {
    const site = element('site')
    fill(site, siteSchema, input, { name: input.attributes.get('SITE.NAME'), id: input.attributes.get('SITE.ID') })
    if (!input.config && input.attributes.has('bindings')) replaceBindings(site, input.attributes.get('bindings') ?? '')
    if (bindings !== undefined) replaceBindings(site, bindings)
    if (physicalPath !== undefined) addRoot(site, physicalPath)
    for (const parameter of line.parameters) applyParameter(site, siteSchema, parameter)
    const name = checkedName(site, /[\\/?;:@&=+$,|"<>*]/, 'site')
    if (draft.site(name)) throw duplicateElement(name)
    giveId(draft, site)
    insertInto(draft.sitesParent(), sitesSchema.collection, site)
    out.line(`SITE object "${name}" added`)
    for (const application of applicationsOf(site)) {
      out.line(`APP object "${application.name}" added`)
      for (const directory of directoriesOf(application)) out.line(`VDIR object "${directory.name}" added`)
    }
  }
}

function addRoot(site: XmlElement, physicalPath: string): void {
  const root = element('application', { path: '/' }, [element('virtualDirectory', { path: '/', physicalPath })])
  insertInto(site, siteSchema.collection, root)
}

/** The lowest id that is free, so that a deleted site's id comes back. @throws AppcmdError 183 */
function giveId(draft: Configuration, site: XmlElement): void {
  const taken = new Set(draft.sites().map(({ attributes }) => attributes.get('id')))
  const given = site.attributes.get('id')
  if (given !== undefined && taken.has(given)) {
    throw failure(
      183,
      `Cannot add duplicate collection entry of type 'site' with unique key attribute 'id' set to '${given}'\r\n\r\n.`,
    )
  }
  let free = 1
  while (taken.has(String(free))) free++
  site.attributes.set('id', given ?? String(free))
}

function addApplication(draft: Configuration, line: CommandLine, out: Output): void {
  const siteName = takeValue(line, 'site.name') ?? ''
  const physicalPath = takeValue(line, 'physicalpath')
  const site = siteNamed(draft, siteName)
  const application = element('application')
  for (const parameter of line.parameters) applyParameter(application, applicationSchema, parameter)
  if (physicalPath !== undefined) {
    application.children.push(element('virtualDirectory', { path: '/', physicalPath }))
  }
  insertInto(site, siteSchema.collection, application)
  const added = applicationsOf(site).at(-1)
  if (!added) throw notFound('APP', siteName)
  out.line(`APP object "${added.name}" added`)
  for (const directory of directoriesOf(added)) out.line(`VDIR object "${directory.name}" added`)
}

function addDirectory(draft: Configuration, line: CommandLine, out: Output): void {
  const application = applicationNamed(draft, takeValue(line, 'app.name') ?? '/', line.verb)
  const directory = element('virtualDirectory')
  for (const parameter of line.parameters) applyParameter(directory, virtualDirectorySchema, parameter)
  insertInto(application.at, applicationSchema.collection, directory)
  out.line(`VDIR object "${directoriesOf(application).at(-1)?.name}" added`)
}

const none: InputObject = { attributes: new Map(), config: undefined }

/** From the object's configuration where the input has it, or else from the attributes that the list shows. */
function fill(at: XmlElement, schema: ElementSchema, input: InputObject, shown: Record<string, string | undefined>) {
  if (input.config) mergeElement(at, schema, input.config)
  for (const [name, value] of Object.entries(shown)) {
    if (value !== undefined && !at.attributes.has(name)) setAttribute({ at, schema }, name, value)
  }
}

function insertInto(parent: XmlElement, collection: Collection | undefined, entry: XmlElement): void {
  if (collection) insertEntry(parent, collection, entry, undefined)
}

/** @throws AppcmdError 87 without a name, 13 for a name that the configuration's validator refuses */
function checkedName(at: XmlElement, forbidden: RegExp, kind: string): string {
  const name = at.attributes.get('name')
  if (!name) throw failure(87, 'Missing required attribute "name".')
  if (forbidden.test(name)) {
    throw failure(13, `The 'name' attribute is invalid.  Invalid ${kind} name\r\n\r\n.`)
  }
  return name
}
