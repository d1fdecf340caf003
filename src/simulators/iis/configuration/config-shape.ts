import { entriesOf } from './collection-entry.js'
import type { ElementSchema } from './schema.js'
import { childOf, element, type XmlElement } from './xml-element.js'

/**
 * An element as `list … /config /xml` prints it: every child that the schema knows, empty ones too, then the entries of
 * its collection. An empty collection (in `openWhenEmpty`) is printed with a closing line.
 */
export function configShape(
  source: XmlElement,
  schema: ElementSchema,
  options: { openWhenEmpty: Set<XmlElement>; withDefaults: boolean },
): XmlElement {
  const shaped = element(source.name)
  for (const [name, attribute] of Object.entries(schema.attributes)) {
    const value = source.attributes.get(name) ?? (options.withDefaults ? attribute.default : undefined)
    if (value !== undefined) shaped.attributes.set(name, value)
  }
  for (const [name, childSchema] of Object.entries(schema.children)) {
    const child = childOf(source, name) ?? element(name)
    const isEmpty = child.children.length === 0 && child.attributes.size === 0
    if (childSchema.hiddenWhenEmpty && isEmpty) continue
    shaped.children.push(configShape(child, childSchema, options))
  }
  const { collection } = schema
  if (collection) {
    const entries = entriesOf(source, collection)
    shaped.children.push(...entries.map((entry) => configShape(entry, collection.entry, options)))
    if (shaped.children.length === 0) options.openWhenEmpty.add(shaped)
  }
  return shaped
}
