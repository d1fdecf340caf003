import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { read, root } from './project-files.js'

/** `[test/x.test.ts](../test/x.test.ts): "name of a test"` */
const named = [
  ...read('docs/how-it-keeps-promises.md').matchAll(/\[(test\/[^\]]+)\]\(\.\.\/([^)]+)\): "([^"]+)"/g),
].map(([, shown = '', file = '', name = '']) => ({ shown, file, name }))

test('every test that a promise names is there', () => {
  expect(named.length).toBeGreaterThan(20)
  const missing = named.filter(
    ({ shown, file, name }) => shown !== file || !existsSync(path.join(root, file)) || !read(file).includes(name),
  )
  expect(missing).toEqual([])
})
