import { createHash } from 'node:crypto'
import { access, chmod, mkdir, readFile, readlink, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CopyProgress, copyTree } from '../../src/machine/copy-tree.js'
import { hashTree } from '../../src/machine/hash-tree.js'
import { TreeRefused } from '../../src/machine/tree-refused.js'
import { temporaryFolder, writeFiles } from './temporary-folder.js'

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex')

test('copies files with their times, and returns their hashes in order of path', async () => {
  const folder = await temporaryFolder()
  const from = join(folder, 'from')
  const to = join(folder, 'deep/to')
  const large = 'large '.repeat(200_000)
  await writeFiles(from, { 'web.config': '<x/>', 'bin/app.dll': large, 'bin/ä 1.txt': '', 'Z.txt': 'z' })
  await mkdir(join(from, 'empty'))
  await utimes(join(from, 'bin/app.dll'), 1_700_000_000, 1_700_000_000)
  const manifest = await copyTree(from, to)
  expect(manifest).toEqual([
    { path: 'Z.txt', bytes: 1, sha256: sha256('z') },
    { path: 'bin/app.dll', bytes: large.length, sha256: sha256(large) },
    { path: 'bin/ä 1.txt', bytes: 0, sha256: sha256('') },
    { path: 'web.config', bytes: 4, sha256: sha256('<x/>') },
  ])
  expect(await readFile(join(to, 'bin/app.dll'), 'utf8')).toBe(large)
  expect((await stat(join(to, 'bin/app.dll'))).mtimeMs).toBe(1_700_000_000_000)
  expect((await stat(join(to, 'empty'))).isDirectory()).toBe(true)
  expect(await hashTree(to)).toEqual(manifest)
})

test.skipIf(process.platform === 'win32')('keeps permissions, but what it writes can be written again', async () => {
  const folder = await temporaryFolder()
  await writeFiles(join(folder, 'from'), { run: '', locked: '' })
  await chmod(join(folder, 'from/run'), 0o755)
  await chmod(join(folder, 'from/locked'), 0o444)
  await copyTree(join(folder, 'from'), join(folder, 'to'))
  expect((await stat(join(folder, 'to/run'))).mode & 0o777).toBe(0o755)
  expect((await stat(join(folder, 'to/locked'))).mode & 0o777).toBe(0o644)
})

test.skipIf(process.platform === 'win32')(
  'makes links that stay inside anew, so that they lead into the copy',
  async () => {
    const folder = await temporaryFolder()
    const from = join(folder, 'from')
    await writeFiles(from, { 'node_modules/tool/cli.js': 'x' })
    await mkdir(join(from, 'node_modules/.bin'))
    await symlink('../tool/cli.js', join(from, 'node_modules/.bin/tool'))
    await symlink(join(from, 'node_modules'), join(from, 'absolute'))
    const manifest = await copyTree(from, join(folder, 'to'))
    expect(await readlink(join(folder, 'to/node_modules/.bin/tool'))).toBe('../tool/cli.js')
    expect(await readlink(join(folder, 'to/absolute'))).toBe('node_modules')
    expect(manifest.map(({ path }) => path)).toEqual(['absolute', 'node_modules/.bin/tool', 'node_modules/tool/cli.js'])
    expect(await hashTree(join(folder, 'to'))).toEqual(manifest)
  },
)

test.skipIf(process.platform === 'win32')('names all that it refuses before it copies anything', async () => {
  const folder = await temporaryFolder()
  const from = join(folder, 'from')
  await writeFiles(folder, { 'from-secret/x': '', 'from/p/q/file': '', 'from/nul.txt': '', 'from/ok': '' })
  await symlink('../from-secret', join(from, 'out'))
  await symlink('nowhere', join(from, 'dangling'))
  await symlink('..', join(from, 'p/self'))
  // By its letters this one stays inside; by way of the link `d` it does not.
  await symlink('../..', join(from, 'p/q/d'))
  await symlink('d/../from-secret/x', join(from, 'p/q/tricky'))
  const copy = copyTree(from, join(folder, 'to'), {
    refuse: ({ relative }) => (relative === 'ok' ? 'is unwanted' : undefined),
  })
  await expect(copy).rejects.toThrow(TreeRefused)
  for (const problem of [
    'out is a link',
    'dangling is a link',
    'p/self is a link',
    'p/q/d is a link',
    'p/q/tricky is a link',
  ]) {
    await expect(copy).rejects.toThrow(`${problem} that leads out of the folder or nowhere`)
  }
  await expect(copy).rejects.toThrow('nul.txt names a device on Windows; ok is unwanted')
  await expect(access(join(folder, 'to'))).rejects.toThrow('ENOENT')
})

test('does not overwrite', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'from/a': 'new', 'to/a': 'old' })
  await expect(copyTree(join(folder, 'from'), join(folder, 'to'))).rejects.toThrow('EEXIST')
  expect(await readFile(join(folder, 'to/a'), 'utf8')).toBe('old')
})

test('copies and hashes many files in reasonable time, with progress', async () => {
  const folder = await temporaryFolder()
  const from = join(folder, 'from')
  for (let i = 0; i < 20; i++) {
    await mkdir(join(from, `folder-${i}`), { recursive: true })
    await Promise.all(Array.from({ length: 100 }, (_, j) => writeFile(join(from, `folder-${i}/${j}.txt`), `${i} ${j}`)))
  }
  const seen: CopyProgress[] = []
  const startedAt = performance.now()
  const manifest = await copyTree(from, join(folder, 'to'), { onProgress: (progress) => seen.push(progress) })
  expect(await hashTree(join(folder, 'to'))).toEqual(manifest)
  expect(performance.now() - startedAt).toBeLessThan(20_000) // 10,000 files take 1 to 2 s each way on an idle machine
  expect(manifest).toHaveLength(2_000)
  const bytes = manifest.reduce((sum, entry) => sum + entry.bytes, 0)
  expect(seen).toHaveLength(2_000)
  expect(seen.at(-1)).toEqual({ files: 2_000, ofFiles: 2_000, bytes, ofBytes: bytes })
})
