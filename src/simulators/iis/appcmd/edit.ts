import { duplicateOf, entriesOf, findEntry, type KeyValues } from '../configuration/collection-entry.js'
import {
  attributeNamed,
  type Collection,
  checkedValue,
  childNamed,
  type ElementSchema,
  InvalidValue,
  settingOf,
} from '../configuration/schema.js'
import { childOf, element, type XmlElement } from '../configuration/xml-element.js'
import { duplicateElement, failure, missingElement, unknownAttribute } from './appcmd-error.js'
import type { Parameter } from './command-line.js'
import { parseSelector, type Segment } from './selector.js'

type Place = { at: XmlElement; schema: ElementSchema }

/** Does what one `/name:value`, `/+[…]` or `/-[…]` says. @throws AppcmdError */
export function applyParameter(at: XmlElement, schema: ElementSchema, parameter: Parameter): void {
  const segments = parseSelector(parameter.name)
  const last = segments.pop()
  if (!last) throw unknownAttribute(parameter.name)
  const place = walk({ at, schema }, segments, parameter.name)
  if (parameter.kind === 'add') {
    addEntry(place, last, parameter.name)
    return
  }
  if (parameter.kind === 'remove') {
    removeEntry(place, last, parameter.name)
    return
  }
  if (last.kind === 'entry' || parameter.value === undefined) throw unknownAttribute(parameter.name)
  setAttribute(place, last.name, parameter.value)
}

/** @throws AppcmdError 87: the schema does not have it, or not with this value */
export function setAttribute({ at, schema }: Place, name: string, value: string): void {
  const known = attributeNamed(schema, name)
  const attribute = known === undefined ? undefined : schema.attributes[known]
  if (known === undefined || !attribute) throw unknownAttribute(name)
  try {
    at.attributes.set(known, checkedValue(attribute, value))
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error
    throw failure(87, `The attribute "${known}" cannot be set to value "${value}".  Reason: ${error.message}.`)
  }
}

/** The value that the selector names, with the schema's default; '' when an entry on the way is missing. */
export function readAttribute(at: XmlElement, schema: ElementSchema, selector: string): string {
  let place: { at: XmlElement | undefined; schema: ElementSchema } = { at, schema }
  const segments = parseSelector(selector)
  const last = segments.pop()
  for (const segment of segments) {
    if (segment.kind === 'name') {
      const name = childNamed(place.schema, segment.name)
      const child = name === undefined ? undefined : place.schema.children[name]
      if (name === undefined || !child) throw unknownAttribute(selector)
      place = { at: place.at && childOf(place.at, name), schema: child }
    } else {
      const collection = place.schema.collection
      if (!collection) throw unknownAttribute(selector)
      place = { at: place.at && chosenEntry(place.at, collection, segment), schema: collection.entry }
    }
  }
  const name = last?.kind === 'name' ? attributeNamed(place.schema, last.name) : undefined
  if (name === undefined) throw unknownAttribute(selector)
  return segments.length > 0 && !place.at && segments.some(({ kind }) => kind === 'entry')
    ? ''
    : settingOf(place.schema, place.at, name)
}

function walk(from: Place, segments: Segment[], selector: string): Place {
  return segments.reduce(({ at, schema }, segment): Place => {
    if (segment.kind === 'entry') {
      if (!schema.collection) throw unknownAttribute(selector)
      const entry = chosenEntry(at, schema.collection, segment)
      if (!entry) throw missingElement()
      return { at: entry, schema: schema.collection.entry }
    }
    const name = childNamed(schema, segment.name)
    const child = name === undefined ? undefined : schema.children[name]
    if (name === undefined || !child) throw unknownAttribute(selector)
    return { at: ensureChild(at, name), schema: child }
  }, from)
}

export function ensureChild(at: XmlElement, name: string): XmlElement {
  const found = childOf(at, name)
  if (found) return found
  const made = element(name)
  at.children.push(made)
  return made
}

function chosenEntry(at: XmlElement, collection: Collection, segment: Segment & { kind: 'entry' }) {
  if (segment.keys.length > 0) return findEntry(at, collection, segment.keys)
  const entries = entriesOf(at, collection)
  return entries.at(segment.position === 'start' ? 0 : segment.position === 'end' ? -1 : (segment.position ?? 0))
}

function addEntry({ at, schema }: Place, segment: Segment, selector: string): void {
  const { collection } = schema
  if (!collection || segment.kind === 'name') throw unknownAttribute(selector)
  const entry = newEntry(collection, segment.keys)
  insertEntry(at, collection, entry, segment.position)
}

function newEntry(collection: Collection, keys: KeyValues): XmlElement {
  const entry = element(collection.element)
  for (const [name, value] of keys) setAttribute({ at: entry, schema: collection.entry }, name, value)
  return entry
}

/** @throws AppcmdError 183 when there is one with the same keys */
export function insertEntry(
  at: XmlElement,
  collection: Collection,
  entry: XmlElement,
  position: 'start' | 'end' | number | undefined,
): void {
  const keyValues = collection.keys.map((key) => settingOf(collection.entry, entry, key))
  const missing = collection.keys.find((key) => key !== 'pattern' && !entry.attributes.has(key))
  if (missing !== undefined) {
    throw failure(87, `New ${collection.element} object missing required attributes.`)
  }
  if (duplicateOf(at, collection, entry)) {
    throw collection.keys.length > 1
      ? duplicateWithCombinedKey(collection, keyValues)
      : duplicateElement(keyValues.join(', '))
  }
  const before = typeof position === 'number' ? position : position === 'start' ? 0 : undefined
  const next = before === undefined ? undefined : entriesOf(at, collection)[before]
  at.children.splice(next ? at.children.indexOf(next) : at.children.length, 0, entry)
}

const duplicateWithCombinedKey = ({ element: name, keys }: Collection, values: string[]) =>
  failure(
    183,
    `New ${name} object missing required attributes. Cannot add duplicate collection entry of type '${name}' with combined key attributes '${keys.join(', ')}' respectively set to '${values.join(', ')}'\r\n\r\n.`,
  )

function removeEntry({ at, schema }: Place, segment: Segment, selector: string): void {
  if (!schema.collection || segment.kind === 'name') throw unknownAttribute(selector)
  const entry = chosenEntry(at, schema.collection, segment)
  if (!entry) throw missingElement()
  at.children.splice(at.children.indexOf(entry), 1)
}
