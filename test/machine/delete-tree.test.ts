import { existsSync, statSync } from 'node:fs'
import { access, chmod, lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DeleteRefused } from '../../src/machine/delete-refused.js'
import { deleteTree } from '../../src/machine/delete-tree.js'
import { DeleteUnfinished } from '../../src/machine/delete-unfinished.js'
import { logLines } from './log-lines.js'
import { temporaryFolder, writeFiles } from './temporary-folder.js'

const gone = (path: string) => expect(access(path)).rejects.toThrow('ENOENT')

test('deletes a folder with all it holds, and a second time there is nothing to do', async () => {
  const root = await temporaryFolder()
  const slot = join(root, 'slot')
  await writeFiles(slot, { 'a/b/c/d': '', 'a/e': '', '.hidden/x': '' })
  await mkdir(join(slot, 'empty'))
  await deleteTree(slot, { limitMs: 1_000, log: logLines(), refuseOutside: root })
  await gone(slot)
  await deleteTree(slot, { limitMs: 1_000, log: logLines(), refuseOutside: root })
})

test.skipIf(process.platform === 'win32')('removes links and leaves what they lead to', async () => {
  const folder = await temporaryFolder()
  const slot = join(folder, 'root/slot')
  await writeFiles(folder, { 'outside/precious': 'kept', 'root/slot/x': '' })
  await symlink(join(folder, 'outside'), join(slot, 'link'))
  await symlink('nowhere', join(slot, 'dangling'))
  await deleteTree(slot, { limitMs: 1_000, log: logLines(), refuseOutside: join(folder, 'root') })
  await gone(slot)
  expect(await readFile(join(folder, 'outside/precious'), 'utf8')).toBe('kept')
})

test('refuses what does not lie in the root, also by way of a link', async () => {
  const folder = await temporaryFolder()
  const root = join(folder, 'root')
  await writeFiles(folder, { 'other/slot/x': 'kept', 'root/file': 'kept' })
  await symlink(join(folder, 'other'), join(root, 'way-out'), 'junction')
  for (const path of [
    root,
    folder,
    join(folder, 'other/slot'),
    `${root}/../other`,
    join(root, 'way-out/slot'),
    join(root, 'way-out'),
    join(root, 'file'),
  ]) {
    const refused = deleteTree(path, { limitMs: 1_000, log: logLines(), refuseOutside: root })
    await expect(refused, path).rejects.toThrow(DeleteRefused)
  }
  expect(await readFile(join(folder, 'other/slot/x'), 'utf8')).toBe('kept')
  expect((await lstat(join(root, 'way-out'))).isSymbolicLink()).toBe(true)
})

test('deletes read-only files and folders', async () => {
  const root = await temporaryFolder()
  await writeFiles(root, { 'slot/bin/app.dll': '' })
  await chmod(join(root, 'slot/bin/app.dll'), 0o444)
  await chmod(join(root, 'slot/bin'), 0o555)
  await deleteTree(join(root, 'slot'), { limitMs: 1_000, log: logLines(), refuseOutside: root })
  await gone(join(root, 'slot'))
})

test('tries again while something still writes there', async () => {
  const root = await temporaryFolder()
  const slot = join(root, 'slot')
  await writeFiles(slot, { 'logs/0': '' })
  let writing = true
  let written = 0
  const writer = (async () => {
    while (writing)
      await writeFile(join(slot, `logs/${++written}`), '').catch(() => mkdir(join(slot, 'logs'), { recursive: true }))
  })()
  const stop = setTimeout(() => (writing = false), 600)
  await deleteTree(slot, { limitMs: 20_000, log: logLines(), refuseOutside: root })
  writing = false
  clearTimeout(stop)
  await writer
  expect(written).toBeGreaterThan(1)
})

const otherVolume = '/dev/shm'
const isVolume = existsSync(otherVolume) && statSync(otherVolume).dev !== statSync('/dev').dev

test.skipIf(!isVolume)('refuses what is on another volume than the root', async () => {
  const folder = await temporaryFolder(otherVolume)
  await writeFiles(folder, { x: 'kept' })
  const refused = deleteTree(folder, { limitMs: 0, log: logLines(), refuseOutside: '/dev' })
  await expect(refused).rejects.toThrow('it is on another volume than /dev')
  expect(await readFile(join(folder, 'x'), 'utf8')).toBe('kept')
})

test.skipIf(process.platform === 'win32')('names at the limit what is left', async () => {
  const refused = deleteTree('/proc/self/fdinfo', { limitMs: 300, log: logLines(), refuseOutside: '/proc' })
  await expect(refused).rejects.toThrow(DeleteUnfinished)
  await expect(refused).rejects.toThrow(/could not be deleted within 300 ms; what is left: \d+ \(E\w+\)/)
})
