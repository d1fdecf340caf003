import { XmlElement as ParsedElement, parseXml } from '@rgrove/parse-xml'

/** An element of a configuration file: attributes and child elements; IIS configuration has no text content. */
export type XmlElement = { name: string; attributes: Map<string, string>; children: XmlElement[] }

export const element = (name: string, attributes: Record<string, string> = {}, children: XmlElement[] = []) => ({
  name,
  attributes: new Map(Object.entries(attributes)),
  children,
})

/** @throws XmlError when the text is not one well-formed document */
export function parseElement(text: string): XmlElement {
  const { root } = parseXml(text.replace(/^\uFEFF/, ''))
  if (!root) throw new Error('The XML has no root element.')
  return fromParsed(root)
}

function fromParsed(parsed: ParsedElement): XmlElement {
  const children = parsed.children.filter((child) => child instanceof ParsedElement).map(fromParsed)
  return { name: parsed.name, attributes: new Map(Object.entries(parsed.attributes)), children }
}

export const cloneElement = (source: XmlElement): XmlElement => ({
  name: source.name,
  attributes: new Map(source.attributes),
  children: source.children.map(cloneElement),
})

export const isSameElement = (one: XmlElement, other: XmlElement): boolean =>
  one.name === other.name &&
  one.attributes.size === other.attributes.size &&
  one.children.length === other.children.length &&
  [...one.attributes].every(([name, value]) => other.attributes.get(name) === value) &&
  one.children.every((child, index) => isSameElement(child, other.children[index] ?? child))

export const childOf = (parent: XmlElement, name: string): XmlElement | undefined =>
  parent.children.find((child) => child.name === name)

export const childrenOf = (parent: XmlElement | undefined, name: string): XmlElement[] =>
  parent?.children.filter((child) => child.name === name) ?? []

/** The descendant at a path such as `system.webServer/proxy`; made when it is missing. */
export function ensureDescendant(parent: XmlElement, path: string): XmlElement {
  return path.split('/').reduce((at, name) => {
    const found = childOf(at, name)
    if (found) return found
    const made = element(name)
    at.children.push(made)
    return made
  }, parent)
}

export const descendantOf = (parent: XmlElement | undefined, path: string): XmlElement | undefined =>
  path.split('/').reduce<XmlElement | undefined>((at, name) => at && childOf(at, name), parent)

/** Four blanks a level, `<name />` for an empty element; an element named in `openWhenEmpty` gets a closing line. */
export function printElement(source: XmlElement, options: PrintOptions = {}): string {
  const { indent = 0, openWhenEmpty, printed } = options
  const before = printed?.get(source)
  if (before !== undefined) return before
  if (source.children.length === 0) return printAround(source, openWhenEmpty?.has(source) ? '' : undefined, options)
  const deeper = { ...options, indent: indent + 4 }
  return printAround(source, source.children.map((child) => printElement(child, deeper)).join(''), options)
}

/** The element with children that are printed already; undefined: with none. */
export function printAround(
  { name, attributes }: Pick<XmlElement, 'name' | 'attributes'>,
  inside: string | undefined,
  { indent = 0, lineEnd = '\n' }: PrintOptions,
): string {
  const blanks = ' '.repeat(indent)
  const start = [blanks, '<', name, ...[...attributes].map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)]
  // Joined, not added up: what was added up is put together anew by whoever reads it, and a list of many sites is read often.
  if (inside === undefined) return [...start, ' />', lineEnd].join('')
  return [...start, '>', lineEnd, inside, blanks, '</', name, '>', lineEnd].join('')
}

export type PrintOptions = {
  indent?: number
  lineEnd?: string
  openWhenEmpty?: Set<XmlElement>
  /** Texts of elements that are printed already. */
  printed?: Map<XmlElement, string>
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escapeAttribute = (value: string) => (mustBeEscaped.test(value) ? escaped(value) : value)

const mustBeEscaped = /[&<>"\t\r\n]/
const escaped = (value: string) =>
  value
    .replace(/[&<>"]/g, (found) => entities[found] ?? found)
    .replace(/[\t\r\n]/g, (c) => `&#x${c.charCodeAt(0).toString(16).toUpperCase()};`)
