import type { Configuration } from '../configuration/configuration.js'
import { poolSchema } from '../configuration/pool-schema.js'
import type { ElementSchema } from '../configuration/schema.js'
import { applicationSchema, siteSchema, virtualDirectorySchema } from '../configuration/site-schema.js'
import type { XmlElement } from '../configuration/xml-element.js'
import { duplicateElement, failure, notSimulated } from './appcmd-error.js'
import { replaceBindings } from './bindings.js'
import { type CommandLine, takeValue } from './command-line.js'
import { applyParameter } from './edit.js'
import { parseInput } from './input.js'
import type { Machine, Output } from './machine.js'
import { mergeElement } from './merge.js'
import { applicationNamed, directoryNamed, identifierOf, poolNamed, siteNamed } from './object-names.js'
import { setConfig } from './set-config.js'

/** `appcmd set …`: all parameters of one call are one commit. */
export async function set(machine: Machine, line: CommandLine, stdin: string, out: Output): Promise<void> {
  if (line.object === 'CONFIG') return setConfig(machine, line, out)
  const identifier = identifierOf(line)
  const draft = machine.configuration.clone()
  const { at, schema, name } = targetOf(draft, line, identifier)
  if (line.parameters.length === 0 && !line.input) throw failure(87, 'Must specify attributes to set.')
  if (line.input) mergeInput(at, schema, line, stdin)
  const renamed = line.parameters.find((parameter) => parameter.name.toLowerCase() === 'name')?.value
  if (renamed !== undefined) checkRename(draft, line, at, renamed)
  const bindings = line.object === 'SITE' ? takeValue(line, 'bindings') : undefined
  if (bindings !== undefined) replaceBindings(at, bindings)
  for (const parameter of line.parameters) applyParameter(at, schema, parameter)
  out.line(`${line.object} object "${name}" changed`)
  await machine.commit(draft)
}

function targetOf(
  draft: Configuration,
  line: CommandLine,
  identifier: string,
): { at: XmlElement; schema: ElementSchema; name: string } {
  if (line.object === 'APP') return { ...applicationNamed(draft, identifier, 'SET'), schema: applicationSchema }
  if (line.object === 'VDIR') return { ...directoryNamed(draft, identifier, 'SET'), schema: virtualDirectorySchema }
  const isSite = line.object === 'SITE'
  const at = isSite ? siteNamed(draft, identifier) : poolNamed(draft, identifier)
  return { at, schema: isSite ? siteSchema : poolSchema, name: at.attributes.get('name') ?? identifier }
}

function mergeInput(at: XmlElement, schema: ElementSchema, line: CommandLine, stdin: string): void {
  if (line.object !== 'SITE' && line.object !== 'APPPOOL') throw notSimulated(`set ${line.object} /in`)
  const [input, second] = parseInput(stdin, line.object, at.name)
  if (second || !input?.config) throw notSimulated('set /in with other than one object and its configuration')
  mergeElement(at, schema, input.config)
}

function checkRename(draft: Configuration, line: CommandLine, at: XmlElement, name: string): void {
  if (line.object !== 'SITE') throw notSimulated(`a new name for an ${line.object}`)
  const other = draft.site(name)
  if (other && other !== at) throw duplicateElement(name)
}
