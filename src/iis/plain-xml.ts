import { parseXml } from '@rgrove/parse-xml'
import type { XmlElement } from './xml.js'

type Open = { readonly name: string; readonly attributes: Record<string, string>; readonly children: XmlElement[] }

const prolog = /^(?:<\?xml version="1\.0" encoding="UTF-8"\?>)?[ \t\r\n]*/
const attribute = /([\w.-]+)="([^"]*)"/g
/**
 * A tag and the blanks after it: the name that it closes; or the name that it opens, its attributes, and whether it closes itself.
 * No name begins with `_`: `__proto__` would be no attribute of an object.
 */
const tag =
  /<(?:\/([A-Za-z][\w.-]*)|([A-Za-z][\w.-]*)((?:[ \t\r\n]+[A-Za-z][\w.-]*="[^"<]*")*)[ \t\r\n]*(\/?))>[ \t\r\n]*/y

/**
 * Reads a document of nothing but elements and attributes in double quotation marks, as appcmd prints it: the lists of a server
 * with a thousand sites are a megabyte each, of which a parser of all of XML makes much more work.
 * @returns undefined when anything else is in it, or when it is not well-formed
 * @throws an error of the parser when an attribute's value is not well-formed
 */
export function readPlainXml(text: string): XmlElement | undefined {
  tag.lastIndex = prolog.exec(text)?.[0].length ?? 0
  const document: Open = { name: '', attributes: {}, children: [] }
  const around: Open[] = []
  let parent = document
  while (tag.lastIndex < text.length) {
    const [all, closes, opens = '', listed = '', ends] = tag.exec(text) ?? []
    if (all === undefined) return undefined
    if (closes !== undefined) {
      const outer = around.pop()
      if (parent.name !== closes || !outer) return undefined
      parent = outer
      continue
    }
    const attributes = attributesIn(listed)
    if (!attributes) return undefined
    const element: Open = { name: opens, attributes, children: [] }
    parent.children.push(element)
    if (ends) continue
    around.push(parent)
    parent = element
  }
  return parent === document && document.children.length === 1 ? document.children[0] : undefined
}

function attributesIn(listed: string): Record<string, string> | undefined {
  const attributes: Record<string, string> = {}
  for (const [, name = '', value = ''] of listed.matchAll(attribute)) {
    if (Object.hasOwn(attributes, name)) return undefined
    attributes[name] = isPlain(value) ? value : parsedValue(value)
  }
  return attributes
}

/** Without references, and without what XML forbids or reads as a blank. */
const isPlain = (value: string): boolean => !/[&\0-\x1f\ud800-\udfff\ufffe\uffff]/.test(value)

const parsedValue = (value: string): string => parseXml(`<a a="${value}"/>`).root?.attributes['a'] ?? ''
