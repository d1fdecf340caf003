import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { differences, writeMade } from '../../src/templates/made-files.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'made-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const made = new Map([
  ['dist/a.js', 'a\n'],
  ['docs/steps/a.md', '# A\n'],
])

test('writes what is missing, and leaves alone what is right', async () => {
  expect(await differences(folder, made)).toEqual(['dist/a.js is missing', 'docs/steps/a.md is missing'])
  expect(await writeMade(folder, made, true)).toEqual(['dist/a.js', 'docs/steps/a.md'])
  expect(await differences(folder, made)).toEqual([])
  const before = await stat(path.join(folder, 'dist/a.js'))
  expect(await writeMade(folder, made, true)).toEqual([])
  expect((await stat(path.join(folder, 'dist/a.js'))).mtimeMs).toBe(before.mtimeMs)
})

test('tells and corrects what was edited or does not belong there', async () => {
  await writeMade(folder, made, true)
  await writeFile(path.join(folder, 'dist/a.js'), 'edited\n')
  await mkdir(path.join(folder, 'step-templates/logos'), { recursive: true })
  await writeFile(path.join(folder, 'step-templates/logos/old.json'), '{}')
  await writeFile(path.join(folder, 'docs/guide.md'), 'by hand')
  expect(await differences(folder, made)).toEqual([
    'dist/a.js is not what the build makes',
    'step-templates/logos/old.json is not made by the build',
  ])
  await writeMade(folder, made, true)
  expect(await differences(folder, made)).toEqual([])
  expect(await readFile(path.join(folder, 'docs/guide.md'), 'utf8')).toBe('by hand')
})

test('a build of one step leaves the files of the others', async () => {
  await writeMade(folder, made, true)
  await writeMade(folder, new Map([['dist/b.js', 'b\n']]), false)
  expect(await readdir(path.join(folder, 'dist'))).toEqual(['a.js', 'b.js'])
})
