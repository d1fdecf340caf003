import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hashTree } from '../../src/machine/hash-tree.js'
import { matchesGlob } from '../../src/slots/matches-glob.js'
import { readManifest } from '../../src/slots/read-manifest.js'
import { undeployed } from '../../src/slots/undeployed.js'
import { writeManifest } from '../../src/slots/write-manifest.js'
import { listeningLog, temporaryApplication } from './fixtures/temporary-application.js'

test('uploads, logs and changed files were not deployed; what a pattern names may go', async () => {
  const app = await temporaryApplication()
  const folder = join(app.files.slots, 'a')
  const put = async (path: string, text: string) => {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  for (const path of ['server.js', 'web.config', 'same-size.txt']) await put(path, 'before')
  await writeManifest(app, 'a', await hashTree(folder))
  await put('web.config', 'edited by hand')
  await put('same-size.txt', 'beFore')
  await put('logs/today.log', 'x')
  await put('uploads/cat.png', 'x')
  const manifest = await readManifest(app, 'a', listeningLog())
  expect(undeployed(await hashTree(folder), manifest, ['logs/**', 'server.js'])).toEqual({
    disposable: ['logs/today.log'],
    leftBehind: ['same-size.txt', 'uploads/cat.png', 'web.config'],
  })
})

test.each([[undefined], ['{"version":1,"files":[{}]}'], ['{"version"']])(
  'with the manifest %s every file counts as not deployed, and that is said',
  async (text) => {
    const app = await temporaryApplication()
    const log = listeningLog()
    await mkdir(app.files.manifests)
    if (text !== undefined) await writeFile(join(app.files.manifests, 'a.json'), text)
    expect(await readManifest(app, 'a', log)).toEqual([])
    expect(log.said.join()).toContain('count as not deployed')
  },
)

test.each([
  ['*.log', 'a.log', true],
  ['*.log', 'deep/down/a.LOG', true],
  ['*.log', 'a.log.txt', false],
  ['logs/**', 'logs/a/b.txt', true],
  ['logs/**', 'logs', false],
  ['logs/', 'logs/a/b.txt', true],
  ['logs\\*', 'logs/a.txt', true],
  ['logs/*', 'logs/a/b.txt', false],
  ['/logs/*', 'logs/a.txt', true],
  ['logs/*', 'other/logs/a.txt', false],
  ['**/cache/*.tmp', 'cache/1.tmp', true],
  ['**/cache/*.tmp', 'a/b/cache/1.tmp', true],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/c/z', true],
  ['file?.txt', 'file1.txt', true],
  ['file?.txt', 'file.txt', false],
  ['a.b', 'axb', false],
  ['[ab].txt', 'a.txt', false],
  ['**', 'any/thing', true],
  ['', 'a', false],
])('pattern %s, file %s: %s', (pattern, path, matches) => {
  expect(matchesGlob(path, pattern)).toBe(matches)
})

test('a pattern with many stars takes no time', () => {
  expect(matchesGlob('a'.repeat(200), `${'*a'.repeat(60)}b`)).toBe(false)
  expect(matchesGlob(Array(60).fill('a').join('/'), `${'**/a/'.repeat(20)}b`)).toBe(false)
})
