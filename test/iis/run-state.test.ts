import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { httpBinding } from '../../src/iis/binding.js'
import { commit } from '../../src/iis/commit.js'
import { poolNamed, siteNamed } from '../../src/iis/iis.js'
import { lookAtIis } from '../../src/iis/look.js'
import { newSiteId } from '../../src/iis/new-site-id.js'
import { addPool } from '../../src/iis/pool-changes.js'
import { startPool, startSite, stopPool, stopSite, waitForNoWorkers } from '../../src/iis/run-state.js'
import { addSite } from '../../src/iis/site-changes.js'
import { emptyFolder, type IisUnderTest, iisUnderTest, isReal } from './iis-under-test.js'

const limits = { limitMs: 20_000, intervalMs: 20 }
let iis: IisUnderTest

beforeAll(async () => {
  iis = await iisUnderTest()
})
afterAll(() => iis.stop())

test('a site and its pool are stopped and started, and each may be repeated', async () => {
  const { name, port } = await iis.slowSite('run')
  const status = async () => (await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })).status
  expect(await status()).toBe(200)

  for (let time = 0; time < 2; time++) await stopPool(iis.log, name, limits)
  await waitForNoWorkers(iis.log, name, limits)
  expect(await status()).toBe(503)

  for (let time = 0; time < 2; time++) await stopSite(iis.log, name, limits)
  await expect(status()).rejects.toThrow()
  const stopped = await lookAtIis(iis.log)
  expect([siteNamed(stopped, name)?.state, poolNamed(stopped, name)?.state]).toEqual(['Stopped', 'Stopped'])

  for (let time = 0; time < 2; time++) {
    await startPool(iis.log, name, limits)
    await startSite(iis.log, name, limits)
  }
  expect(await status()).toBe(200)
})

test('what is not there cannot be started or stopped', async () => {
  await expect(startPool(iis.log, iis.named('nobody'), limits)).rejects.toMatchObject({ meaning: 'not-found' })
  await expect(stopSite(iis.log, iis.named('nobody'), limits)).rejects.toMatchObject({ meaning: 'not-found' })
})

test('a site does not start on a port where another one is started', async () => {
  const { port, name } = await iis.slowSite('first')
  const second = iis.named('second')
  const physicalPath = await emptyFolder(iis.folder, 'second')
  const id = newSiteId(await lookAtIis(iis.log))
  const bindings = [httpBinding(port, { address: '127.0.0.1' })]
  const site = addSite({ name: second, id, bindings, physicalPath, pool: name, autoStart: false })
  await commit(iis.log, [site], { onWorkerRestart: 'warn' })

  await expect(startSite(iis.log, second, limits)).rejects.toMatchObject({ meaning: 'exists' })
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200)
})

test('a request that is in flight keeps a stopped pool waiting for its worker', async () => {
  const { name, port } = await iis.slowSite('waiting')
  const response = await fetch(`http://127.0.0.1:${port}/wait`)
  const slow = stopPool(iis.log, name, limits)
  await expect(waitForNoWorkers(iis.log, name, { limitMs: 50, intervalMs: 10 })).rejects.toThrow(
    /last seen: process \d+/,
  )
  await response.body?.cancel()
  await slow
  await waitForNoWorkers(iis.log, name, limits)
})

describe.skipIf(isReal)('a WAS that has not caught up', () => {
  beforeEach(() => iis.host?.configure({ blankStateReads: 3, startPoolNotReady: 2 }))

  test('is waited for, its blank states taken for neither started nor stopped', async () => {
    const name = iis.named('new')
    await commit(iis.log, [addPool({ name, autoStart: true })], { onWorkerRestart: 'warn' })
    await startPool(iis.log, name, limits)
    expect(poolNamed(await lookAtIis(iis.log), name)?.state).toBe('Started')
  })

  test('is waited for up to the limit, then it is a failure that tells the last state', async () => {
    iis.host?.configure({ blankStateReads: 1_000_000, startPoolNotReady: 0 })
    const name = iis.named('never seen')
    await commit(iis.log, [addPool({ name, autoStart: true })], { onWorkerRestart: 'warn' })
    const late = startPool(iis.log, name, { limitMs: 1_000, intervalMs: 20 })
    await expect(late).rejects.toMatchObject({ name: 'WaitTimeout', lastSeen: 'Unknown' })
  })
})
