import { expect, test } from 'vitest'
import { fromCodePage, missingCharacter } from '../../src/machine/code-page.js'

const bytes = (hex: string) => Buffer.from(hex, 'hex')

test('bytes of the usual code pages become the text that they stand for', () => {
  expect(fromCodePage(bytes('4772816e'), 437)).toBe('Grün')
  expect(fromCodePage(bytes('4772816ee1'), 850)).toBe('Grünß')
  expect(fromCodePage(bytes('d5'), 850)).toBe('ı')
  expect(fromCodePage(bytes('d5'), 858)).toBe('€')
  expect(fromCodePage(bytes('9dfd'), 852)).toBe('Łř')
  expect(fromCodePage(bytes('8fe0a8'), 866)).toBe('При')
  expect(fromCodePage(bytes('4772fc6e'), 1252)).toBe('Grün')
  expect(fromCodePage(bytes('93fa967b'), 932)).toBe('日本')
  expect(fromCodePage(bytes('4772c3bc6e'), 65001)).toBe('Grün')
})

test('a code page that is not known is no guess', () => {
  expect(fromCodePage(bytes('81'), 12_345)).toBeUndefined()
})

test('what a code page cannot write is found before anything is written', () => {
  expect(missingCharacter('C:\\Blau Grün', 437)).toBeUndefined()
  expect(missingCharacter('C:\\Łódź', 437)).toBe('Ł')
  expect(missingCharacter('C:\\Łódź', 852)).toBeUndefined()
  expect(missingCharacter('C:\\日本', 932)).toBeUndefined()
  expect(missingCharacter('C:\\日本', 1252)).toBe('日')
  expect(missingCharacter('C:\\😀', 65001)).toBeUndefined()
  expect(missingCharacter('C:\\ü', 12_345)).toBe('ü')
  expect(missingCharacter('C:\\plain', 12_345)).toBeUndefined()
})
