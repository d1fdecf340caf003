import fc from 'fast-check'
import { expect, test } from 'vitest'
import { childNamed, parseXml, printXml, withAttributes, withChild, xmlElement } from '../../src/iis/xml.js'

test('whatever text is in an attribute, it comes back from printed XML as it was', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 })
  const value = text.map((any) => any.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, ''))
  fc.assert(
    fc.property(value, value, (one, other) => {
      const element = xmlElement('a', { x: one }, [xmlElement('b', { y: other }), xmlElement('b')])
      expect(parseXml(printXml(element))).toEqual(element)
    }),
  )
})

test('printed XML is ASCII whatever is in it', () => {
  expect(printXml(xmlElement('a', { x: 'Größe "1" & <2>\n' }))).toMatch(/^[\x0a\x20-\x7e]*$/)
})

test('a character that XML cannot carry is refused', () => {
  expect(() => printXml(xmlElement('a', { x: '\0' }))).toThrow('XML cannot carry')
  expect(() => printXml(xmlElement('a', { x: '\ud800' }))).toThrow('XML cannot carry')
})

test.each([
  ['', 'nothing'],
  ['<appcmd><SITE name="a" /', 'a truncated document'],
  ['<appcmd></appcmd><appcmd></appcmd>', 'two documents'],
  ['ERROR ( message:Cannot find SITE object with identifier "Missing". )', 'an error text'],
])('%j is refused: %s', (text) => {
  expect(() => parseXml(text)).toThrow()
})

test('setting a child keeps everything else and makes no empty ones', () => {
  const pool = xmlElement('add', { name: 'a' }, [xmlElement('cpu', { limit: '1' })])
  expect(withChild(pool, 'failure', (child) => withAttributes(child, { x: undefined }))).toBe(pool)
  const changed = withChild(pool, 'cpu', (child) => withAttributes(child, { action: 'NoAction' }))
  expect(childNamed(changed, 'cpu')?.attributes).toEqual({ limit: '1', action: 'NoAction' })
  expect(pool.children[0]?.attributes).toEqual({ limit: '1' })
})
