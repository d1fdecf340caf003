import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { read, root } from './project-files.js'

const text = read('docs/architecture.md')

/** `src/slots` and the like, in code or as the label of a node. */
const named = new Set(
  [...text.matchAll(/[`"]((?:src|dist|test|docs|step-templates)(?:\/[\w./-]*)?)[`"]/g)].map(([, file]) => file ?? ''),
)

const foldersOf = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${folder}/${entry.name}`)

test('every path that the architecture names is there', () => {
  expect(named.size).toBeGreaterThan(20)
  expect([...named].filter((file) => !existsSync(path.join(root, file)))).toEqual([])
})

test('every folder of the sources is named, and its parts where it has some', () => {
  const folders = foldersOf('src').flatMap((folder) => [folder, ...foldersOf(folder)])
  expect(folders.filter((folder) => !named.has(folder))).toEqual([])
})

test('there is one picture', () => {
  expect(text.match(/```mermaid/g)).toHaveLength(1)
})
