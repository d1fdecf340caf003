import { failure, notSimulated } from './appcmd-error.js'
import type { CommandLine } from './command-line.js'
import { sectionOf, serverPath } from './config-section.js'
import { applyParameter } from './edit.js'
import type { Machine, Output } from './machine.js'

/** `set config [path] -section:S /attribute:value /+[…] /-[…] /commit:apphost`: all parameters are one commit. */
export async function setConfig(machine: Machine, line: CommandLine, out: Output): Promise<void> {
  const { section, location } = sectionOf(machine, line)
  if (line.commit !== undefined && line.commit !== 'apphost') throw notSimulated(`/commit:${line.commit}`)
  if (location !== undefined && line.commit === undefined) throw notSimulated('changes of a web.config by appcmd')
  if (line.parameters.length === 0) throw failure(87, 'Must specify attributes to set.')
  const draft = machine.configuration.clone()
  const at = draft.ensureSection(section.name, location)
  for (const parameter of line.parameters) applyParameter(at, section.schema, parameter)
  const path = location === undefined ? serverPath : `${serverPath}/${location}`
  out.line(
    `Applied configuration changes to section "${section.name}" for "${path}" at configuration commit path "${serverPath}"`,
  )
  await machine.commit(draft)
}
