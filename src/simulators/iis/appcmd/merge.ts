import { duplicateOf } from '../configuration/collection-entry.js'
import type { ElementSchema } from '../configuration/schema.js'
import { childNamed } from '../configuration/schema.js'
import { element, type XmlElement } from '../configuration/xml-element.js'
import { failure } from './appcmd-error.js'
import { ensureChild, insertEntry, setAttribute } from './edit.js'

/**
 * Writes an element as it came in through `/in` over one of the configuration: attributes are set, entries of
 * collections changed or added, nothing is removed. @throws AppcmdError 87 for what the schema does not know
 */
export function mergeElement(at: XmlElement, schema: ElementSchema, from: XmlElement): void {
  for (const [name, value] of from.attributes) setAttribute({ at, schema }, name, value)
  for (const child of from.children) {
    const name = childNamed(schema, child.name)
    const childSchema = name === undefined ? undefined : schema.children[name]
    if (name !== undefined && childSchema) {
      mergeElement(ensureChild(at, name), childSchema, child)
    } else if (schema.collection?.element === child.name) {
      mergeEntry(at, schema.collection, child)
    } else {
      throw failure(87, `Unrecognized element '${child.name}'.`)
    }
  }
}

function mergeEntry(at: XmlElement, collection: NonNullable<ElementSchema['collection']>, from: XmlElement): void {
  const known = duplicateOf(at, collection, from)
  if (known) {
    mergeElement(known, collection.entry, from)
    return
  }
  const entry = element(collection.element)
  mergeElement(entry, collection.entry, from)
  insertEntry(at, collection, entry, undefined)
}
