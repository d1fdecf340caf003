import { statSync } from 'node:fs'
import path from 'node:path'
import { parseXml, type XmlElement } from '@rgrove/parse-xml'
import { expect, test } from 'vitest'
import { terminalPicture } from '../../../src/rehearsal/report/docs-pictures/terminal-picture.js'
import { read, root } from '../../project/project-files.js'

const lines = Array.from({ length: 50 }, (_, index) => ({
  atMs: index * 1_000,
  text: `${String(index).padStart(4)}.0 s  <web> & "1.1.0"  ok  ${'long '.repeat(40)}`,
}))

const textsIn = (element: XmlElement): string[] =>
  element.children.flatMap((child) => {
    if (child.type !== 'element') return []
    const inner = child as XmlElement
    return inner.name === 'text' ? [inner.text] : textsIn(inner)
  })

test('a terminal picture has every line, cut to its width, and stands still on the last ones', () => {
  const svg = terminalPicture('npm run rehearse', lines)
  const texts = textsIn(parseXml(svg).root as XmlElement)
  expect(texts[0]).toBe('$ npm run rehearse')
  expect(texts).toHaveLength(51)
  expect(texts[50]).toMatch(/^ {2}49\.0 s {2}<web> & "1\.1\.0" {2}ok .*…$/)
  expect(Math.max(...texts.map((text) => text.length))).toBe(116)
  expect(svg).toContain('#lines{transform:translateY(-380px)') // 20 lines are above
  expect(svg).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
})

test('the pictures that the README shows are there, and quick to load', () => {
  const shown = [...read('README.md').matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, file]) => file ?? '')
  expect(shown.sort()).toEqual([
    'docs/images/rehearsal.svg',
    'docs/images/report-dark.png',
    'docs/images/report-light.png',
  ])
  for (const file of shown) expect(statSync(path.join(root, file)).size, file).toBeLessThan(200_000)
})

test('the pictures name no folder of the machine on which they were made', () => {
  expect(read('docs/images/rehearsal.svg')).not.toMatch(/\/(?:tmp|home|root|work|usr)\b/)
})
