import { XmlElement as ParsedElement, parseXml as parse } from '@rgrove/parse-xml'
import { readPlainXml } from './plain-xml.js'

/** An element of IIS's configuration or of appcmd's output: neither has text content. */
export type XmlElement = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
}

export const xmlElement = (
  name: string,
  attributes: XmlElement['attributes'] = {},
  children: readonly XmlElement[] = [],
): XmlElement => ({ name, attributes, children })

/** @throws an error of the parser when `text` is anything but one well-formed document, such as a truncated one */
export function parseXml(text: string): XmlElement {
  const document = text.replace(/^\uFEFF/, '')
  const plain = readPlainXml(document)
  if (plain) return plain
  const { root } = parse(document)
  if (!root) throw new Error('There is no element in it.')
  return fromParsed(root)
}

const fromParsed = (parsed: ParsedElement): XmlElement => ({
  name: parsed.name,
  attributes: parsed.attributes,
  children: parsed.children.filter((child) => child instanceof ParsedElement).map(fromParsed),
})

/** A document in ASCII, so that no code page can change it on its way into a program. */
export const printXml = (root: XmlElement): string => `<?xml version="1.0" encoding="UTF-8"?>\n${printed(root, '')}`

function printed({ name, attributes, children }: XmlElement, indent: string): string {
  const start = `${indent}<${[name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`)].join(' ')}`
  if (children.length === 0) return `${start} />\n`
  return `${start}>\n${children.map((child) => printed(child, `${indent}    `)).join('')}${indent}</${name}>\n`
}

function escaped(value: string): string {
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u.test(value))
    throw new Error('The value holds a character that XML cannot carry.')
  return value.replace(/[&<>"'\t\r\n]|[^\x20-\x7e]/gu, (character) => `&#x${character.codePointAt(0)?.toString(16)};`)
}

export const childNamed = (parent: XmlElement, name: string): XmlElement | undefined =>
  parent.children.find((child) => child.name === name)

export const childrenNamed = (parent: XmlElement, name: string): XmlElement[] =>
  parent.children.filter((child) => child.name === name)

/** The element with some attributes set anew; those whose value is undefined stay as they are. */
export function withAttributes(
  element: XmlElement,
  attributes: Readonly<Record<string, string | undefined>>,
): XmlElement {
  const given = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...element, attributes: { ...element.attributes, ...Object.fromEntries(given) } }
}

/** The element with its child of a name replaced by what `edit` makes of it; of an empty one when there is none. */
export function withChild(parent: XmlElement, name: string, edit: (child: XmlElement) => XmlElement): XmlElement {
  const edited = edit(childNamed(parent, name) ?? xmlElement(name))
  const isThere = parent.children.some((child) => child.name === name)
  if (!isThere && Object.keys(edited.attributes).length === 0 && edited.children.length === 0) return parent
  if (!isThere) return { ...parent, children: [...parent.children, edited] }
  return { ...parent, children: parent.children.map((child) => (child.name === name ? edited : child)) }
}
