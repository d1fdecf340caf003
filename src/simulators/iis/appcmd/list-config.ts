import { configShape } from '../configuration/config-shape.js'
import type { ElementSchema } from '../configuration/schema.js'
import { cloneElement, element, printElement, type XmlElement } from '../configuration/xml-element.js'
import { notSimulated } from './appcmd-error.js'
import type { CommandLine } from './command-line.js'
import { sectionOf, serverPath } from './config-section.js'
import { readAttribute } from './edit.js'
import type { Machine, Output } from './machine.js'
import { mergeElement } from './merge.js'
import { printDocument } from './rows.js'

/** `list config [path] -section:S [/xml | /text:attribute] [/config:*]` */
export function listConfig(machine: Machine, line: CommandLine, out: Output): void {
  const { section, location } = sectionOf(machine, line)
  const [extra] = line.parameters
  if (extra) throw notSimulated(`list CONFIG with /${extra.name}`)
  const effective = effectiveSection(machine, section.name, section.schema, location)
  if (line.text !== undefined) {
    out.line(readAttribute(effective, section.schema, line.text))
    return
  }
  const openWhenEmpty = new Set<XmlElement>()
  const shaped = configShape(effective, section.schema, { openWhenEmpty, withDefaults: line.config === 'all' })
  if (!line.xml) {
    const path = section.name.split('/')
    const nested = path.slice(0, -1).reduceRight((inside, name) => element(name, {}, [inside]), shaped)
    out.text += printElement(nested, { lineEnd: '\r\n', openWhenEmpty })
    return
  }
  shaped.name = section.name.replaceAll('/', '-')
  const at = location === undefined ? serverPath : `${serverPath}/${location}`
  const attributes = { 'CONFIG.SECTION': section.name, path: at, overrideMode: 'Inherit', locked: 'false' }
  printDocument(
    printElement(element('CONFIG', attributes, [shaped]), { indent: 4, lineEnd: '\r\n', openWhenEmpty }),
    out,
  )
}

/** The server's section with the location's own settings over it. */
function effectiveSection(machine: Machine, name: string, schema: ElementSchema, location: string | undefined) {
  const own = machine.configuration.section(name)
  const effective = own ? cloneElement(own) : element(name.split('/').at(-1) ?? name)
  const local = location === undefined ? undefined : machine.configuration.section(name, location)
  if (local) mergeElement(effective, schema, local)
  return effective
}
