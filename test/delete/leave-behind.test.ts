import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leaveBehind } from '../../src/delete/leave-behind.js'
import { hashTree } from '../../src/machine/hash-tree.js'
import { writeManifest } from '../../src/slots/write-manifest.js'
import { logLines } from '../machine/log-lines.js'
import { writeFiles } from '../machine/temporary-folder.js'
import { temporaryApplication } from '../slots/fixtures/temporary-application.js'

const slot = 'MyApp-1.0.0'

/** A slot that was deployed with two files, and what it has got since. */
async function slotWith(added: Record<string, string>) {
  const app = await temporaryApplication()
  const folder = join(app.files.slots, slot)
  const deploy = async (more: Record<string, string>) => {
    await writeFiles(folder, { 'web.config': 'deployed', 'app.js': 'deployed' })
    await writeManifest(app, slot, await hashTree(folder))
    await writeFiles(folder, more)
  }
  await deploy(added)
  const log = logLines()
  const leave = (disposable: string[] = []) => leaveBehind(log, app, slot, folder, disposable)
  const left = async () =>
    Object.fromEntries(
      await Promise.all(
        (await readdir(app.files.leftBehind, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map(async ({ parentPath, name }) => {
            const file = join(parentPath, name)
            return [file.slice(app.files.leftBehind.length + 1), await readFile(file, 'utf8')] as const
          }),
      ),
    )
  return { app, folder, deploy, leave, left, log }
}

test('uploads and changed files are moved aside and said; deployed and disposable ones go with the folder', async () => {
  const { folder, leave, left, log } = await slotWith({
    'uploads/a/cat.png': 'cat',
    'logs/today.log': 'x',
    'web.config': 'edited by hand',
  })
  expect(await leave(['logs/**'])).toBe(2)
  expect(await left()).toEqual({ [`${slot}/uploads/a/cat.png`]: 'cat', [`${slot}/web.config`]: 'edited by hand' })
  expect((await hashTree(folder)).map(({ path }) => path)).toEqual(['app.js', 'logs/today.log'])
  expect(log.lines.join()).toContain('2 files of MyApp-1.0.0 were not deployed with it')
})

test('a slot without such files, or without a folder, leaves nothing and says nothing', async () => {
  const { folder, leave, log } = await slotWith({})
  expect(await leave()).toBe(0)
  await rm(folder, { recursive: true })
  expect(await leave()).toBe(0)
  expect(log.lines).toEqual([])
})

test('what a slot of the same name left behind earlier is never overwritten', async () => {
  const { deploy, leave, left } = await slotWith({ 'data.txt': 'first', logs: 'a file', 'deep/er': 'first' })
  await leave()
  await deploy({ 'data.txt': 'second', 'logs/today.log': 'where a file was', deep: 'where a folder was' }).catch(
    () => {},
  )
  await leave()
  await deploy({ 'data.txt': 'third' })
  await leave()
  expect(await left()).toMatchObject({
    [`${slot}/data.txt`]: 'first',
    [`${slot}~2/data.txt`]: 'second',
    [`${slot}~3/data.txt`]: 'third',
    [`${slot}/logs`]: 'a file',
    [`${slot}~2/logs/today.log`]: 'where a file was',
    [`${slot}/deep/er`]: 'first',
  })
})

test('a link is moved as a link, whatever it leads to', async () => {
  const { app, folder, leave } = await slotWith({})
  await symlink('/nowhere', join(folder, 'dangling'))
  expect(await leave()).toBe(1)
  expect(await readdir(join(app.files.leftBehind, slot))).toEqual(['dangling'])
})

test('a run that was killed anywhere loses no file; the next one moves the rest', async () => {
  const added = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`up/${index % 9}/${index}`, `${index}`]))
  const { app, folder, leave, left } = await slotWith(added)
  const fixture = join(import.meta.dirname, 'fixtures', 'leave-behind.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', fixture, app.root, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const ended = once(child, 'exit')
  while (child.exitCode === null && !(await readdir(app.files.leftBehind).catch(() => [])).length);
  child.kill('SIGKILL')
  await ended
  await leave()
  expect(await left()).toEqual(
    Object.fromEntries(Object.entries(added).map(([path, text]) => [`${slot}/${path}`, text])),
  )
})
