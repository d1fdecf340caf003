import { XmlElement as ParsedElement, parseXml } from '@rgrove/parse-xml'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPlainXml } from '../../src/iis/plain-xml.js'
import { printXml, type XmlElement, xmlElement } from '../../src/iis/xml.js'

const fromParsed = ({ name, attributes, children }: ParsedElement): XmlElement => ({
  name,
  attributes: { ...attributes },
  children: children.filter((child) => child instanceof ParsedElement).map(fromParsed),
})

/** What a parser of all of XML makes of it; undefined when it refuses it. */
function asParsed(text: string): XmlElement | undefined {
  try {
    const { root } = parseXml(text)
    return root ? fromParsed(root) : undefined
  } catch {
    return undefined
  }
}

/** Undefined, too, where it leaves a text to the parser. */
function asRead(text: string): XmlElement | undefined {
  try {
    return readPlainXml(text)
  } catch {
    return undefined
  }
}

const name = fc.constantFrom('a', 'ab', 'A.B', 'c-1', 'SITE')
const { tree } = fc.letrec<{ tree: XmlElement }>((tie) => ({
  tree: fc
    .tuple(
      name,
      fc.dictionary(name, fc.constantFrom('', 'x', '*:80:', '<&>"\'', 'Größe', '😀', '\n\t'), { maxKeys: 3 }),
      fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('tree'), { maxLength: 3 })),
    )
    .map(([element, attributes, children]) => xmlElement(element, attributes, children)),
}))

test('a document of elements and attributes is read as a parser of all of XML reads it', () => {
  fc.assert(
    fc.property(tree, (element) => {
      const text = printXml(element)
      expect(readPlainXml(text)).toEqual(element)
      expect(readPlainXml(text)).toEqual(asParsed(text))
    }),
  )
})

const piece = fc.constantFrom(
  '<',
  '>',
  '</',
  '/>',
  '"',
  "'",
  '=',
  ' ',
  '\r\n',
  'a',
  '&',
  '&amp;',
  '&#x0;',
  '&b;',
  '\0',
  ':',
)
const foreign = fc.constantFrom(
  '<!-- -->',
  '<![CDATA[a]]>',
  '<?b?>',
  '<!DOCTYPE a>',
  '<a>',
  '</a>',
  ' a="1"',
  '<?xml version="1.0"?>',
)

test('whatever is cut out of it and put into it, nothing is read that is no XML, and nothing differently', () => {
  const edit = fc.record({ at: fc.nat(400), cut: fc.nat(6), put: fc.oneof(fc.constant(''), piece, foreign) })
  fc.assert(
    fc.property(tree, fc.array(edit, { minLength: 1, maxLength: 2 }), (element, edits) => {
      let text = printXml(element)
      for (const { at, cut, put } of edits) {
        const from = at % text.length
        text = text.slice(0, from) + put + text.slice(from + cut)
      }
      const read = asRead(text)
      if (read) expect(read).toEqual(asParsed(text))
    }),
    { numRuns: 5_000 },
  )
})

test.each([
  ['a comment', '<a><!-- --></a>'],
  ['text', '<a>b</a>'],
  ['single quotation marks', "<a b='1'/>"],
  ['a name that begins with _', '<a __proto__="1"/>'],
  ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
])('%s is left to the parser', (_, text) => {
  expect(readPlainXml(text)).toBeUndefined()
})

test.each([
  ['a name twice', '<a b="1" b="2"/>'],
  ['two roots', '<a/><a/>'],
  ['no root', '<?xml version="1.0" encoding="UTF-8"?>'],
  ['an end too much', '<a/></a>'],
  ['an end too little', '<a><a></a>'],
  ['an end of another one', '<a><b></a></b>'],
  ['attributes without a blank', '<a b="1"c="2"/>'],
  ['a blank before the declaration', ' <?xml version="1.0" encoding="UTF-8"?><a/>'],
])('%s is no document', (_, text) => {
  expect(readPlainXml(text)).toBeUndefined()
})

test.each(['&b;', '&', '\0', '\ud800', '\uffff'])('a value %j is refused', (value) => {
  expect(() => readPlainXml(`<a b="${value}"/>`)).toThrow()
})

test('an attribute may be named as what each object has', () => {
  expect(readPlainXml('<a toString="1" constructor="2"/>')?.attributes).toEqual({ toString: '1', constructor: '2' })
})
