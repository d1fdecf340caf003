import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { deleteSlot } from '../../src/delete/delete-slot.js'
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

/** A slot that runs, in the application's folder, opened as a step opens it. */
async function slotThere() {
  const site = await iis.slowSite(`slot-${count}`)
  const folder = path.join(app.files.slots, site.name)
  const journal: Happening[] = []
  let marker: Marker = markerWith({ [site.name]: { port: site.port, folder } })
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
  await mkdir(folder)
  await writeManifest(app, site.name, await hashTree(folder))
  const options = {
    router: {},
    drainLimitMs: 200,
    limitMs: 5_000,
    disposable: [],
    commit: { onWorkerRestart: 'warn' } as const,
  }
  const remove = async () => {
    const now = await lookAtIis(iis.log)
    const found = siteNamed(now, site.name)
    const record = marker.slots[site.name]
    const slot = found &&
      record && {
        slot: site.name,
        record,
        site: {
          name: site.name,
          physicalPath: folder,
          ports: [site.port],
          started: found.state !== 'Stopped',
          site: found,
        },
      }
    await deleteSlot(iis.log, opened, site.name, slot, poolNamed(now, site.name) !== undefined, options)
  }
  return { ...site, slotFolder: folder, opened, journal, remove }
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
    untouched: `Nothing of ${name} was deleted; it keeps running.`,
    todo: 'Run this step again later, or raise BG.DrainLimit.',
  })
  expect(opened.marker.slots[name]?.state).toBe('deployed')
  expect(siteNamed(await lookAtIis(iis.log), name)?.state).toBe('Started')
  await fetch(`http://127.0.0.1:${port}/go`)
  expect(await waiting.text()).toBe('waiting done')
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
