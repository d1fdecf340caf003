import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkSlotFolder, slotFolder, stage } from '../../src/deploy/stage.js'
import { hashTree } from '../../src/machine/hash-tree.js'
import { applicationAt } from '../../src/slots/application.js'
import { readManifest } from '../../src/slots/read-manifest.js'
import { logLines } from '../machine/log-lines.js'
import { temporaryFolder, writeFiles } from '../machine/temporary-folder.js'
import { markerWith, temporaryApplication } from '../slots/fixtures/temporary-application.js'

const slot = 'MyApp-1.1.0'
const files = { 'web.config': '<configuration />', 'bin/app.js': 'x'.repeat(1_000) }

const noted = async () => {}

async function source(content: Record<string, string> = files): Promise<string> {
  const folder = await temporaryFolder()
  await writeFiles(folder, content)
  return folder
}

test('the slot gets all files at once, and what they were is kept', async () => {
  const app = await temporaryApplication()
  const from = await source()
  const manifest = await hashTree(from)
  await stage(logLines(), app, { slot, source: from, manifest }, noted)
  expect(await hashTree(slotFolder(app, slot))).toEqual(manifest)
  expect(await readManifest(app, slot, logLines())).toEqual(manifest)
  expect(await readdir(app.files.staging)).toEqual([])
})

test('a slot is written down when its files are right and before they can be seen', async () => {
  const app = await temporaryApplication()
  const from = await source()
  const seen: string[][] = []
  await stage(logLines(), app, { slot, source: from, manifest: await hashTree(from) }, async () => {
    seen.push(await readdir(app.files.staging), await readdir(app.files.slots).catch(() => []))
  })
  expect(seen).toEqual([[slot], []])
})

test('a slot that is there is whole: it is not copied again', async () => {
  const app = await temporaryApplication()
  const from = await source()
  const manifest = await hashTree(from)
  await stage(logLines(), app, { slot, source: from, manifest }, noted)
  const upload = join(slotFolder(app, slot), 'upload.txt')
  await writeFile(upload, 'kept')
  await stage(logLines(), app, { slot, source: from, manifest }, noted)
  expect(await readFile(upload, 'utf8')).toBe('kept')
})

test('of a slot that is there, what somebody has deleted is put back, and what was changed there stays', async () => {
  const app = await temporaryApplication()
  const from = await source({ ...files, 'data.txt': 'as deployed' })
  const manifest = await hashTree(from)
  await stage(logLines(), app, { slot, source: from, manifest }, noted)
  const folder = slotFolder(app, slot)
  await rm(join(folder, 'bin'), { recursive: true })
  await writeFile(join(folder, 'data.txt'), 'written by the release')
  const log = logLines()
  await stage(log, app, { slot, source: from, manifest }, noted)
  const deployed = (entries: readonly { path: string }[]) => entries.filter(({ path }) => path !== 'data.txt')
  expect(deployed(await hashTree(folder))).toEqual(deployed(manifest))
  expect(await readFile(join(folder, 'data.txt'), 'utf8')).toBe('written by the release')
  expect(await readdir(app.files.staging)).toEqual([])
  expect(log.lines.at(-1)).toBe(
    `warning: 1 of ${manifest.length} files were missing in ${folder}: bin/app.js. They are back.`,
  )
})

test('of a slot that no deployment has finished, what a power cut has left empty or torn is replaced', async () => {
  const app = await temporaryApplication()
  const from = await source({ ...files, 'lost.txt': 'lost', 'whole.txt': 'whole' })
  const manifest = await hashTree(from)
  await stage(logLines(), app, { slot, source: from, manifest }, noted)
  const folder = slotFolder(app, slot)
  await truncate(join(folder, 'web.config'))
  await writeFile(join(folder, 'bin/app.js'), Buffer.alloc(1_000))
  await rm(join(folder, 'lost.txt'))
  await writeFile(join(folder, 'log.txt'), 'not deployed')
  const log = logLines()
  const stopped: string[] = []
  const stop = async () => void stopped.push(await readFile(join(folder, 'web.config'), 'utf8'))
  await stage(log, app, { slot, source: from, manifest, unconfirmed: { stop } }, noted)
  expect((await hashTree(folder)).filter(({ path }) => path !== 'log.txt')).toEqual(manifest)
  expect(await readFile(join(folder, 'log.txt'), 'utf8')).toBe('not deployed')
  expect(stopped, 'what runs there is stopped first').toEqual([''])
  expect(await readdir(app.files.staging)).toEqual([])
  expect(log.lines.filter((line) => line.startsWith('warning'))).toEqual([
    `warning: 1 of 4 files were missing in ${folder}: lost.txt. They are back.`,
    `warning: 2 of 4 files in ${folder} were not what was to be deployed: bin/app.js, web.config. An earlier run was cut off before they were on the disk. They are replaced.`,
  ])
})

test('a folder of a slot that is a link, or lies behind one, is refused, also where the slot is listed', async () => {
  const app = await temporaryApplication()
  const folder = slotFolder(app, slot)
  const elsewhere = await temporaryFolder()
  await mkdir(app.files.slots)
  for (const marker of [markerWith(), markerWith({ [slot]: { folder } })])
    for (const to of [elsewhere, join(elsewhere, 'nowhere'), app.files.slots]) {
      await symlink(to, folder)
      const refused = expect(checkSlotFolder(app, marker, slot)).rejects
      await refused.toMatchObject({ happened: expect.stringContaining(`${folder}, the folder of the slot, is a link`) })
      await rm(folder)
      await checkSlotFolder(app, marker, slot)
    }
  await rm(app.files.slots, { recursive: true })
  await symlink(elsewhere, app.files.slots)
  await expect(checkSlotFolder(app, markerWith(), slot)).rejects.toThrow('a link leads it out of')
})

test('a root folder that is a link is the administrator’s business', async () => {
  const app = await temporaryApplication()
  await mkdir(slotFolder(app, slot), { recursive: true })
  const link = join(await temporaryFolder(), 'link')
  await symlink(app.root, link)
  const marker = markerWith({ [slot]: {} })
  await checkSlotFolder(applicationAt(link, 'MyApp', ''), marker, slot)
  await checkSlotFolder(applicationAt(link, 'MyApp', ''), marker, 'MyApp-1.2.0')
})

test('nothing is put back through a link that somebody has made in a slot', async () => {
  const app = await temporaryApplication()
  const from = await source()
  const manifest = await hashTree(from)
  await stage(logLines(), app, { slot, source: from, manifest }, noted)
  const elsewhere = await temporaryFolder()
  await rm(join(slotFolder(app, slot), 'bin'), { recursive: true })
  await symlink(elsewhere, join(slotFolder(app, slot), 'bin'))
  await stage(logLines(), app, { slot, source: from, manifest }, noted)
  expect(await readdir(elsewhere)).toEqual([])
})

test('a source that was changed, or lost a file, since it was read makes no slot', async () => {
  for (const change of [
    (folder: string) => writeFile(join(folder, 'bin/app.js'), 'y'.repeat(1_000)),
    (folder: string) => rm(join(folder, 'bin'), { recursive: true }),
    (folder: string) => writeFile(join(folder, 'new.txt'), ''),
  ]) {
    const app = await temporaryApplication()
    const from = await source()
    const manifest = await hashTree(from)
    await change(from)
    const tooEarly = async () => expect.unreachable('the slot was written down before its files were right')
    await expect(stage(logLines(), app, { slot, source: from, manifest }, tooEarly)).rejects.toMatchObject({
      happened: `${from} changed while it was copied.`,
    })
    expect(await readdir(app.files.slots).catch(() => [])).toEqual([])
    await stage(logLines(), app, { slot, source: from, manifest: await hashTree(from) }, noted)
    expect(await readdir(app.files.slots)).toEqual([slot])
  }
})

test('a run that was killed anywhere in the copy is finished by the next one', async () => {
  const app = await temporaryApplication()
  const many = Array.from({ length: 400 }, (_, index) => [`folder-${index % 7}/${index}`, String(index).repeat(2_000)])
  const from = await source(Object.fromEntries(many))
  const manifest = await hashTree(from)
  const fixture = join(import.meta.dirname, 'fixtures', 'stage-slot.ts')
  for (const afterFiles of [1, 100]) {
    const child = spawn(process.execPath, ['--import', 'tsx', fixture, app.root, from], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const ended = once(child, 'exit')
    const staged = join(app.files.staging, slot)
    const count = async () => (await readdir(staged, { recursive: true }).catch(() => [])).length
    while (child.exitCode === null && (await count()) < afterFiles);
    child.kill('SIGKILL')
    await ended
    const there = await readdir(app.files.slots).catch(() => [])
    if (there.length > 0) expect(await hashTree(slotFolder(app, slot))).toEqual(manifest)
  }
  await mkdir(app.files.staging, { recursive: true })
  await stage(logLines(), app, { slot, source: from, manifest }, noted)
  expect(await hashTree(slotFolder(app, slot))).toEqual(manifest)
  expect(await readManifest(app, slot, logLines())).toEqual(manifest)
})
