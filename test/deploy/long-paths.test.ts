import path from 'node:path'
import { expect, test } from 'vitest'
import { longPaths } from '../../src/deploy/long-paths.js'

const folder = 'D:\\BlueGreen\\MyApp\\slots\\MyApp-1.0.0'
const fileOf = (length: number) => ({ path: `bin/${'x'.repeat(length - folder.length - '\\bin\\'.length)}` })

test('files that programs may not find under their long path are counted, and the first is named', () => {
  const manifest = [fileOf(259), fileOf(260), fileOf(300)]
  const told = longPaths(folder, manifest, path.win32)
  expect(told).toMatch(/^2 files have paths of more than 259 characters/)
  expect(told).toContain(`The first: ${folder}\\bin\\xxx`)
})

test('up to 259 characters nothing is said, nor where paths have no such limit', () => {
  expect(longPaths(folder, [fileOf(259)], path.win32)).toBeUndefined()
  expect(longPaths('/srv', [{ path: 'x'.repeat(300) }], path.posix)).toBeUndefined()
})
