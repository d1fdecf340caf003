import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evict } from '../../src/deploy/evict.js'
import type { Change } from '../../src/iis/change.js'
import { commit } from '../../src/iis/commit.js'
import { rootApplication, rootFolder, type Sites, siteNamed } from '../../src/iis/iis.js'
import { poolStateNow, sitesNow, workersNow } from '../../src/iis/look.js'
import { deletePool } from '../../src/iis/pool-changes.js'
import { startSite, stopSite } from '../../src/iis/run-state.js'
import { deleteSite } from '../../src/iis/site-changes.js'
import type { Router } from '../../src/routing/router.js'
import { drainPrevious, isRunning, stopSlot } from '../../src/routing/stop-previous.js'
import type { Slot } from '../../src/slots/listed-sites.js'
import type { SlotSite } from '../../src/slots/situation.js'
import { type IisUnderTest, iisUnderTest } from '../iis/iis-under-test.js'
import { recordOf } from '../slots/fixtures/temporary-application.js'

let iis: IisUnderTest
let port: number
let name: string
beforeAll(async () => {
  iis = await iisUnderTest()
  ;({ name, port } = await iis.slowSite('MyApp-1.0.0'))
})
afterAll(() => iis.stop())

async function seen(): Promise<Slot<SlotSite>> {
  const site = siteNamed({ sites: await sitesNow(iis.log) }, name)
  if (!site) throw new Error('no site')
  const started = site.state !== 'Stopped'
  const slotSite: SlotSite = { name, physicalPath: rootFolder(site) ?? '', ports: [port], started, site }
  return { slot: name, record: recordOf({ port }), site: slotSite }
}

const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
/** No other sites. */
const none: Sites = { sites: [] }
/** All of its requests change at one moment. */
const router: Router = { called: 'a router', livePort: async () => undefined, makeLive: async () => {} }
const wanted = { router, limitMs: 200, intervalMs: 20, atLimit: 'fail' } as const

test('at the limit it fails, leaves the slot running, or lets it be stopped, as told', async () => {
  const slot = await seen()
  const waiting = await get('/wait')
  await expect(drainPrevious(iis.log, slot, wanted)).rejects.toMatchObject({
    name: 'StillInFlight',
    happened: `1 request is still in flight in ${name} after 0.2 s.`,
    untouched: expect.stringContaining('The new slot is live and proven'),
  })
  expect(await drainPrevious(iis.log, slot, { ...wanted, atLimit: 'leave-running' })).toBe(false)
  expect(await drainPrevious(iis.log, slot, { ...wanted, atLimit: 'stop' })).toBe(true)
  expect(iis.log.lines.filter((line) => line.startsWith('warning')).map((line) => line.split('; ')[1])).toEqual([
    'it keeps running, as BG.AtDrainLimit says.',
    'they are cut off, as BG.AtDrainLimit says.',
  ])
  await get('/go')
  expect(await waiting.text()).toBe('waiting done')
  await expect.poll(() => drainPrevious(iis.log, slot, { ...wanted, atLimit: 'leave-running' })).toBe(true)
})

test('nothing in flight is drained, however short the limit', async () => {
  expect(await drainPrevious(iis.log, await seen(), { ...wanted, limitMs: 0 })).toBe(true)
})

test('requests that cannot be counted are not none: the whole limit is waited for', async () => {
  iis.host?.configure({ requestMonitor: false })
  const folder = path.join(iis.folder, 'no-counters')
  const before = process.env['PATH']
  await mkdir(folder)
  await writeFile(path.join(folder, 'typeperf'), '#!/bin/sh\nexit 1\n')
  await chmod(path.join(folder, 'typeperf'), 0o755)
  process.env['PATH'] = `${folder}${path.delimiter}${before}`
  try {
    await (await get('/')).text() // with no worker there is nothing to count
    const startedAt = performance.now()
    expect(await drainPrevious(iis.log, await seen(), { ...wanted, limitMs: 500 })).toBe(true)
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(500)
    expect(iis.log.lines.join()).toContain('cannot be seen on this machine')
  } finally {
    process.env['PATH'] = before
    iis.host?.configure({ requestMonitor: true })
  }
})

test('a slot that is live is never evicted', async () => {
  const slot = await seen()
  await evict(iis.log, { iis: none, slots: [slot], router, live: { slot: name, disagreements: [] } }, [name])
  expect((await seen()).site.started).toBe(true)
})

test('a slot that gives its port up leaves its pool to a site that somebody has put into it', async () => {
  const other = await iis.slowSite('Other')
  await commit(iis.log, [useInstead(other.name, name)], { onWorkerRestart: 'warn' })
  const get = async () => (await fetch(`http://127.0.0.1:${other.port}/`)).status
  expect(await get()).toBe(200)
  const [slot, shared] = [await seen(), { sites: await sitesNow(iis.log) }]
  iis.log.lines.length = 0
  await evict(iis.log, { iis: shared, slots: [slot], router, live: { disagreements: [] } }, [name])
  expect(await get()).toBe(200)
  expect((await seen()).site.started).toBe(false)
  expect(await poolStateNow(iis.log, name)).toBe('Started')
  expect(iis.log.lines.filter((line) => line.startsWith('warning'))).toEqual([
    `warning: The application pool ${name} serves the site ${other.name} as well: it keeps running, only the site ${name} was stopped.`,
  ])
  expect(await isRunning(iis.log, await seen(), shared)).toBe(false)
  const site = siteNamed(shared, other.name)
  if (site) await commit(iis.log, [deleteSite(site)], { onWorkerRestart: 'warn' })
  await startSite(iis.log, name, { limitMs: 10_000, intervalMs: 20 })
})

/** What an administrator does by hand. */
const useInstead = (site: string, pool: string): Change => ({
  says: `Let site "${site}" use pool "${pool}"`,
  args: ['set', 'app', `${site}/`, `/applicationPool:${pool}`],
  pools: [pool],
  isDone: ({ sites }) => sites.some((one) => one.name === site && rootApplication(one)?.pool === pool),
})

test('a slot whose site alone was stopped still runs; then its site, pool and worker are gone', async () => {
  await stopSite(iis.log, name, { limitMs: 10_000, intervalMs: 20 })
  const half = await seen()
  expect(half.site.started).toBe(false)
  expect(await isRunning(iis.log, half, none)).toBe(true)
  await stopSlot(iis.log, half, none)
  const stopped = await seen()
  expect(await isRunning(iis.log, stopped, none)).toBe(false)
  expect(await workersNow(iis.log)).toEqual([])
  await stopSlot(iis.log, stopped, none)
})

test('a slot whose pool somebody has deleted is stopped with its site', async () => {
  await startSite(iis.log, name, { limitMs: 10_000, intervalMs: 20 })
  await commit(iis.log, [deletePool(name)], { onWorkerRestart: 'warn' })
  expect(await poolStateNow(iis.log, name)).toBeUndefined()
  await stopSlot(iis.log, await seen(), none)
  const stopped = await seen()
  expect(stopped.site.started).toBe(false)
  expect(await isRunning(iis.log, stopped, none)).toBe(false)
})
