import { configShape } from '../configuration/config-shape.js'
import { remembered } from '../configuration/remembered.js'
import type { ElementSchema } from '../configuration/schema.js'
import { printAround, printElement, type XmlElement } from '../configuration/xml-element.js'
import { AppcmdError, notSimulated, unknownAttribute } from './appcmd-error.js'
import type { CommandLine } from './command-line.js'
import { readAttribute } from './edit.js'
import type { Output } from './machine.js'

/** An object in a list. */
export type Row = {
  identifier: string
  /** As `/xml` prints them. */
  attributes(): Record<string, string>
  /** As the text list prints it, in brackets. */
  summary(): string
  /** Its element of the configuration, for `/config`, filters and `/text`. */
  config?: { at: XmlElement; schema: ElementSchema }
  /** Names under which an attribute is known besides its own, e.g. `name` for `SITE.NAME`; in lower case. */
  aliases?: Record<string, string>
  /** A filter that is no comparison of values, e.g. `elapsed`; undefined: not one of these. */
  passes?(filter: string, value: string): boolean | undefined
}

/**
 * Prints the rows that the identifier and the filters leave.
 * @throws AppcmdError 1, with nothing printed, when an identifier or a filter was given and matches nothing
 */
export function printRows(line: CommandLine, rows: Row[], out: Output): void {
  const { identifier } = line
  const named = rows.filter((row) => identifier === undefined || sameText(row.identifier, identifier))
  const left = named.filter((row) => passesFilters(row, line))
  const isNarrowed = identifier !== undefined || line.parameters.length > 0
  if (left.length === 0 && isNarrowed) throw new AppcmdError(1, '')
  if (line.xml) {
    printXml(line, left, out)
    return
  }
  for (const row of left) {
    if (line.text === '*') throw notSimulated('/text:*')
    if (line.text !== undefined) out.line(property(row, line.text))
    else if (line.config) out.text += printElement(configOf(row, line), { lineEnd: '\r\n' })
    else out.line(`${line.object} "${row.identifier}" (${row.summary()})`)
  }
}

function passesFilters(row: Row, line: CommandLine): boolean {
  return line.parameters.every(({ kind, name, value = '' }) => {
    if (kind !== 'set') throw unknownAttribute(name)
    if (value.startsWith('$')) throw notSimulated(`the filter expression ${value}`)
    return row.passes?.(name.toLowerCase(), value) ?? sameText(property(row, name), value)
  })
}

function property(row: Row, name: string): string {
  const wanted = row.aliases?.[name.toLowerCase()] ?? name
  const shown = Object.entries(row.attributes()).find(([known]) => sameText(known, wanted))
  if (shown) return shown[1]
  if (!row.config) throw unknownAttribute(name)
  return readAttribute(row.config.at, row.config.schema, name)
}

function printXml(line: CommandLine, rows: Row[], out: Output): void {
  const printed = rows.map((row) => {
    const outer = { name: line.object, attributes: new Map(Object.entries(row.attributes())) }
    const inside = line.config && row.config && printedConfig(row.config.at, row.config.schema, line.config === 'all')
    return printAround(outer, inside, { indent: 4, lineEnd: '\r\n' })
  })
  printDocument(printed.join(''), out)
}

/** What is committed does not change any more. */
const printedConfig = remembered((at: XmlElement, schema: ElementSchema, withDefaults: boolean): string => {
  const openWhenEmpty = new Set<XmlElement>()
  const shaped = configShape(at, schema, { openWhenEmpty, withDefaults })
  return printElement(shaped, { indent: 8, lineEnd: '\r\n', openWhenEmpty })
})

export function printDocument(inside: string, out: Output): void {
  out.line('<?xml version="1.0" encoding="UTF-8"?>')
  out.line('<appcmd>')
  out.text += inside
  out.line('</appcmd>')
}

function configOf(row: Row, line: CommandLine): XmlElement {
  if (!row.config) throw notSimulated(`/config of ${line.object}`)
  const openWhenEmpty = new Set<XmlElement>()
  return configShape(row.config.at, row.config.schema, { openWhenEmpty, withDefaults: line.config === 'all' })
}

export const sameText = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Read once: reading the state of a new object uses one of its blank reads up. */
export function once<T>(read: () => T): () => T {
  let known: { value: T } | undefined
  return () => {
    known ??= { value: read() }
    return known.value
  }
}

/** The state as WAS tells it: blank or unknown while it has not caught up with a new site or pool. */
export function visibleState(at: { state: string; unseenReads: number } | undefined): string {
  if (!at) return ''
  if (at.unseenReads <= 0) return at.state
  at.unseenReads--
  return at.unseenReads % 2 === 0 ? '' : 'Unknown'
}
