import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { drain } from '../../src/iis/drain.js'
import { countRequests, requestsInFlight } from '../../src/iis/requests-in-flight.js'
import { startPool, stopPool, waitForNoWorkers } from '../../src/iis/run-state.js'
import { emptyFolder, type IisUnderTest, iisUnderTest, isReal } from './iis-under-test.js'

let iis: IisUnderTest
let slow: { name: string; port: number }
const limits = { limitMs: 20_000, intervalMs: 20 }
beforeAll(async () => {
  iis = await iisUnderTest()
  slow = await iis.slowSite('slow')
})
afterEach(() => iis.host?.configure({ requestMonitor: true }))
afterAll(() => iis.stop())

const get = (path: string) => fetch(`http://127.0.0.1:${slow.port}${path}`)

test.each([
  ['', 0],
  ['\r\n', 0],
  ['<?xml version="1.0" encoding="UTF-8"?>\r\n<appcmd>\r\n</appcmd>\r\n', 0],
  ['<appcmd><REQUEST Url="/a" /><REQUEST Url="/b"><x /></REQUEST></appcmd>', 2],
  ['ERROR ( hresult:80004001, message:Command execution failed.\r\nNot implemented\r\n)', 'unsupported'],
  ['<appcmd><REQUEST Url="/a"', 'unsupported'],
] as const)('a list of requests %j is %s', (stdout, count) => {
  expect(countRequests(stdout)).toBe(count)
})

test('requests are counted while they are in flight', async () => {
  await (await get('/')).text()
  expect((await requestsInFlight(iis.log, slow.name)).requests).toBe(0)
  const waiting = [await get('/wait'), await get('/wait')]
  expect((await requestsInFlight(iis.log, slow.name)).requests).toBe(2)
  await get('/go')
  expect(await waiting[0]?.text()).toBe('waiting done')
})

test('a pool is drained when its last request has ended, and not before', async () => {
  const waiting = await get('/wait')
  const early = await drain(iis.log, slow.name, { limitMs: 100, intervalMs: 20 })
  expect(early).toMatchObject({ result: 'still-in-flight', inFlight: { requests: 1 } })
  expect(iis.log.lines.some((line) => line.includes('still has 1 request;'))).toBe(true)

  const draining = drain(iis.log, slow.name, limits)
  await get('/go')
  expect(await draining).toEqual({ result: 'drained' })
  expect(await waiting.text()).toBe('waiting done')
})

test('several looks in a row have to show nothing', async () => {
  await (await get('/')).text()
  const lines = iis.log.lines.length
  expect(await drain(iis.log, slow.name, { ...limits, zeros: 4 })).toEqual({ result: 'drained' })
  const looks = iis.log.lines.slice(lines).filter((line) => line.includes('list requests'))
  expect(looks.length).toBeGreaterThanOrEqual(4)
})

test('a pool without a worker has nothing in flight, whatever else can be seen', async () => {
  await stopPool(iis.log, slow.name, limits)
  await waitForNoWorkers(iis.log, slow.name, limits)
  expect((await requestsInFlight(iis.log, slow.name)).requests).toBe(0)
  await startPool(iis.log, slow.name, limits)
})

test.skipIf(isReal)('without Request Monitor the performance counters tell', async () => {
  iis.host?.configure({ requestMonitor: false })
  const waiting = await get('/wait')
  expect(await requestsInFlight(iis.log, slow.name)).toEqual({ requests: 1, queued: 0 })
  await waiting.body?.cancel()
  expect(await drain(iis.log, slow.name, limits)).toEqual({ result: 'drained' })
})

test.skipIf(isReal)('when no signal tells, that is said: it is not taken for zero', async () => {
  // The counters of such a pool have other names.
  slow = await iis.slowSite('slow (2)')
  await (await get('/')).text()
  iis.host?.configure({ requestMonitor: false })
  expect(await requestsInFlight(iis.log, slow.name)).toEqual({ requests: 'unsupported', queued: 'unsupported' })
  expect(await drain(iis.log, slow.name, limits)).toEqual({ result: 'cannot-be-seen' })
})

test.skipIf(isReal)('a list of requests that fails in any other way is not taken for zero either', async () => {
  slow = await iis.slowSite('slow (3)')
  await (await get('/')).text()
  const before = process.env['PATH']
  const folder = await emptyFolder(iis.folder, 'programs')
  const program = path.join(folder, 'appcmd')
  const real = path.join(iis.host?.binFolder ?? '', 'appcmd')
  await writeFile(program, `#!/bin/bash\n[[ $2 == requests ]] && exit 50\nexec '${real}' "$@"\n`)
  await chmod(program, 0o755)
  process.env['PATH'] = `${folder}${path.delimiter}${before}`
  try {
    expect((await requestsInFlight(iis.log, slow.name)).requests).toBe('unsupported')
  } finally {
    process.env['PATH'] = before
  }
})
