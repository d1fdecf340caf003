import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { clearAway } from '../../src/delete/clear-away.js'
import { type Doomed, type TakeDown, takeDown } from '../../src/delete/take-down.js'
import { commit } from '../../src/iis/commit.js'
import { poolNamed, siteNamed } from '../../src/iis/iis.js'
import { lookAtIis, workersNow } from '../../src/iis/look.js'
import { deleteSite } from '../../src/iis/site-changes.js'
import { hashTree } from '../../src/machine/hash-tree.js'
import { type Application, applicationAt } from '../../src/slots/application.js'
import type { Happening } from '../../src/slots/journal-event.js'
import type { Marker } from '../../src/slots/marker.js'
import type { OpenApplication } from '../../src/slots/with-application.js'
import { writeManifest } from '../../src/slots/write-manifest.js'
import { type IisUnderTest, iisUnderTest } from '../iis/iis-under-test.js'
import { markerWith } from '../slots/fixtures/temporary-application.js'

let iis: IisUnderTest
let app: Application
let count = 0
beforeAll(async () => {
  iis = await iisUnderTest({ blankStateReads: 0 })
})
afterAll(() => iis.stop())
beforeEach(async () => {
  app = applicationAt(path.join(iis.folder, `root-${++count}`), 'MyApp', '')
  for (const folder of [app.files.slots, app.files.staging]) await mkdir(folder, { recursive: true })
})

/** Slots that run, in the application's folder, opened as a step opens it. */
async function slotsThere(howMany = 1) {
  const sites: Awaited<ReturnType<IisUnderTest['slowSite']>>[] = []
  for (let n = 1; n <= howMany; n++) sites.push(await iis.slowSite(`slot-${count}-${n}`))
  const folderOf = (name: string) => path.join(app.files.slots, name)
  const journal: Happening[] = []
  let marker: Marker = markerWith(
    Object.fromEntries(sites.map(({ name, port }) => [name, { port, folder: folderOf(name) }])),
  )
  const opened: OpenApplication = {
    app,
    get marker() {
      return marker
    },
    events: [],
    save: async (next) => {
      marker = next
    },
    journal: async (happening) => void journal.push(happening),
  }
  // The simulator starts workers with the folder as it is named in the configuration: it stays there, with the marker's beside it.
  for (const { name } of sites) {
    await mkdir(folderOf(name))
    await writeManifest(app, name, await hashTree(folderOf(name)))
  }
  const doomed = async (): Promise<Doomed[]> => {
    const now = await lookAtIis(iis.log)
    return sites.flatMap(({ name, port }) => {
      const record = marker.slots[name]
      const site = siteNamed(now, name)
      const started = site?.state !== 'Stopped'
      const slotSite = site && { name, physicalPath: folderOf(name), ports: [port], started, site }
      const slot = slotSite && record && { slot: name, record, site: slotSite }
      return record ? [{ name, record, slot, hasPool: poolNamed(now, name) !== undefined }] : []
    })
  }
  const remove = async (router: TakeDown['router'] = {}) => {
    const going = await doomed()
    await takeDown(iis.log, opened, going, {
      router,
      drainLimitMs: 200,
      besides: [],
      commit: { onWorkerRestart: 'warn' },
    })
    for (const each of going) await clearAway(iis.log, opened, each, { limitMs: 5_000, disposable: [] })
  }
  return { sites, folderOf, opened, journal, remove }
}

async function slotThere() {
  const { sites, folderOf, ...rest } = await slotsThere()
  const [site] = sites
  if (!site) throw new Error('There is no slot.')
  return { ...site, slotFolder: folderOf(site.name), ...rest }
}

test('site, pool, worker, folder, manifest and record are gone, in whatever state a killed run left them', async () => {
  const { name, port, slotFolder, opened, journal, remove } = await slotThere()
  await (await fetch(`http://127.0.0.1:${port}/`)).text()
  const before = await lookAtIis(iis.log)
  const site = siteNamed(before, name)
  expect((await workersNow(iis.log)).map(({ pool }) => pool)).toContain(name)
  if (site) await commit(iis.log, [deleteSite(site)], { onWorkerRestart: 'warn' }) // the pool still runs
  await remove()
  const after = await lookAtIis(iis.log)
  expect([
    siteNamed(after, name),
    poolNamed(after, name),
    ...(await workersNow(iis.log)).filter(({ pool }) => pool === name),
  ]).toEqual([undefined, undefined])
  expect(await readdir(path.dirname(slotFolder))).toEqual([])
  expect(await readdir(app.files.manifests)).toEqual([])
  expect(opened.marker.slots).toEqual({})
  expect(journal).toEqual([{ kind: 'deleted', slot: name, release: '1.0.0' }])
  await remove()
  expect(journal).toHaveLength(1)
})

test('a slot that still serves stays as it is, in the marker as well, and the message says so', async () => {
  const { name, port, opened, remove } = await slotThere()
  const waiting = await fetch(`http://127.0.0.1:${port}/wait`)
  await expect(remove()).rejects.toMatchObject({
    name: 'StillInFlight',
    untouched: `Nothing was stopped or deleted; ${name} keeps running.`,
    todo: 'Run this step again later, or raise BG.DrainLimit.',
  })
  expect(opened.marker.slots[name]?.state).toBe('deployed')
  expect(siteNamed(await lookAtIis(iis.log), name)?.state).toBe('Started')
  await fetch(`http://127.0.0.1:${port}/go`)
  expect(await waiting.text()).toBe('waiting done')
})

const looks = () => iis.log.lines.filter((line) => line.includes('list site /config')).length

test('several go in one commit, after a farm has been told once which one is live', async () => {
  const { sites, opened, journal, remove } = await slotsThere(2)
  const before = looks()
  let told = 0
  await remove({ onlyLive: async () => void told++ })
  expect(told).toBe(1)
  // What runs is looked up, and a commit looks before and after.
  expect(looks() - before).toBe(3)
  const after = await lookAtIis(iis.log)
  expect(sites.map(({ name }) => [siteNamed(after, name), poolNamed(after, name)])).toEqual(
    sites.map(() => [undefined, undefined]),
  )
  expect(opened.marker.slots).toEqual({})
  expect(journal.map(({ slot }) => slot)).toEqual(sites.map(({ name }) => name))
})

test('where one still serves, none is stopped', async () => {
  const { sites, opened, remove } = await slotsThere(2)
  const [first, second] = sites
  const waiting = await fetch(`http://127.0.0.1:${second?.port}/wait`)
  await expect(remove()).rejects.toMatchObject({
    name: 'StillInFlight',
    untouched: `Nothing was stopped or deleted; ${second?.name} keeps running.`,
  })
  expect(await (await fetch(`http://127.0.0.1:${first?.port}/`)).text()).not.toBe('')
  expect(Object.values(opened.marker.slots).map(({ state }) => state)).toEqual(['deployed', 'deployed'])
  await fetch(`http://127.0.0.1:${second?.port}/go`)
  expect(await waiting.text()).toBe('waiting done')
})

test('a slot folder that is a link is not followed: what it leads to keeps every file, also in another slot', async () => {
  const { sites, folderOf, opened, remove } = await slotsThere(2)
  const [linked, live] = sites
  if (!linked || !live) throw new Error('There are no slots.')
  await writeManifest(app, linked.name, [])
  for (const outside of [path.join(iis.folder, `uploads-${count}`), folderOf(live.name)]) {
    await mkdir(outside, { recursive: true })
    await writeFile(path.join(outside, 'photo.jpg'), 'of a user')
    await rm(folderOf(linked.name), { recursive: true })
    await symlink(outside, folderOf(linked.name))
    const record = opened.marker.slots[linked.name]
    if (!record) throw new Error('The record is gone.')
    const cleared = clearAway(iis.log, opened, { name: linked.name, record }, { limitMs: 5_000, disposable: [] })
    await expect(cleared).rejects.toMatchObject({ name: 'DeleteRefused' })
    expect(await readdir(outside)).toEqual(['photo.jpg'])
    expect(await readdir(app.files.leftBehind).catch(() => [])).toEqual([])
    expect(opened.marker.slots[linked.name]).toEqual(record)
  }
  await rm(folderOf(linked.name))
  await rm(path.join(folderOf(live.name), 'photo.jpg'))
  await remove()
})

test('what the application wrote is left behind, and the rest is gone', async () => {
  const { name, slotFolder, remove } = await slotThere()
  await mkdir(path.join(slotFolder, 'empty'))
  await writeManifest(app, name, [])
  await writeFile(path.join(slotFolder, 'upload'), 'x')
  await remove()
  expect(await readdir(path.join(app.files.leftBehind, name))).toEqual(['upload'])
  expect(await readdir(app.files.slots)).toEqual([])
})
