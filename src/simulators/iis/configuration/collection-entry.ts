import type { Collection } from './schema.js'
import { settingOf } from './schema.js'
import type { XmlElement } from './xml-element.js'

export type KeyValues = readonly (readonly [name: string, value: string])[]

export const entriesOf = (parent: XmlElement, collection: Collection): XmlElement[] =>
  parent.children.filter((child) => child.name === collection.element)

/** The entry whose attributes have these values, compared without regard to case. */
export const findEntry = (parent: XmlElement, collection: Collection, wanted: KeyValues): XmlElement | undefined =>
  entriesOf(parent, collection).find((entry) =>
    wanted.every(([name, value]) => same(settingOf(collection.entry, entry, name), value)),
  )

/** An entry with the same key attributes, which makes `entry` a duplicate. */
export const duplicateOf = (parent: XmlElement, collection: Collection, entry: XmlElement): XmlElement | undefined =>
  findEntry(
    parent,
    collection,
    collection.keys.map((key) => [key, settingOf(collection.entry, entry, key)] as const),
  )

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
