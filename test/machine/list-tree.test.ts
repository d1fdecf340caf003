import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listTree, type TreeEntry } from '../../src/machine/list-tree.js'
import { reservedName } from '../../src/machine/reserved-name.js'
import { temporaryFolder, writeFiles } from './temporary-folder.js'

async function listed(folder: string): Promise<Record<string, TreeEntry>> {
  const entries: Record<string, TreeEntry> = {}
  for await (const entry of listTree(folder)) entries[entry.relative] = entry
  return entries
}

test('lists files, folders and links without entering links', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'outside/secret': 'x', 'tree/a/b/file.txt': '12345', 'tree/.hidden': '' })
  await mkdir(join(folder, 'tree/empty'))
  await symlink(join(folder, 'outside'), join(folder, 'tree/link'))
  await symlink('..', join(folder, 'tree/a/loop'))
  const entries = await listed(join(folder, 'tree'))
  expect(
    Object.fromEntries(Object.values(entries).map(({ relative, kind, bytes }) => [relative, [kind, bytes]])),
  ).toEqual({
    '.hidden': ['file', 0],
    a: ['folder', 0],
    'a/b': ['folder', 0],
    'a/b/file.txt': ['file', 5],
    'a/loop': ['link', 0],
    empty: ['folder', 0],
    link: ['link', 0],
  })
})

test.skipIf(process.platform === 'win32')(
  'reports names that Windows reserves, and what is neither file nor folder',
  async () => {
    const folder = await temporaryFolder()
    for (const name of ['CON', 'a:b', 'dot.', 'good']) await writeFile(join(folder, name), '')
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const entries = await listed(folder)
    expect(
      Object.keys(entries)
        .filter((name) => entries[name]?.reserved !== undefined)
        .sort(),
    ).toEqual(['CON', 'a:b', 'dot.'])
    expect(entries['pipe']?.kind).toBe('other')
  },
)

const isVolume = existsSync('/dev/shm') && statSync('/dev/shm').dev !== statSync('/dev').dev

test.skipIf(!isVolume)('does not enter another volume', async () => {
  const entries = await listed('/dev')
  expect(entries['shm']?.kind).toBe('mount')
  expect(Object.keys(entries).filter((name) => name.startsWith('shm/'))).toEqual([])
})

test('a folder that is not there is an error, not an empty one', async () => {
  await expect(listed('/nowhere/at/all')).rejects.toThrow('ENOENT')
})

test('knows the names that Windows reserves', () => {
  for (const name of [
    'con',
    'NUL.txt',
    'Com1',
    'lpt9.log',
    'COM\u00b9',
    'aux .x',
    'x.',
    'x ',
    'a:b',
    'a|b',
    'a\\b',
    'a\nb',
    'CONIN$',
  ]) {
    expect(reservedName(name), name).toBeTypeOf('string')
  }
  for (const name of ['console', 'com', 'com10', 'nul1', '.config', 'x.con', 'a b', 'ä', 'web.config', '#{x}']) {
    expect(reservedName(name), name).toBeUndefined()
  }
})
