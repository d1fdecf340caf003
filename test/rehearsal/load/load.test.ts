import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { Load } from '../../../src/rehearsal/load/load.js'
import type { LoadOptions } from '../../../src/rehearsal/load/load-options.js'
import { nowMs } from '../../../src/rehearsal/load/now.js'
import type { Lost } from '../../../src/rehearsal/load/sample.js'
import { goodAnswer, goodHeaders, type Lie, lyingServer } from './lying-server.js'

const defaults = { ratePerSecond: 400, releaseHeader: 'X-Release', portHeader: 'X-BlueGreen-Port', timeoutMs: 10_000 }

/** Sends at least this many requests to a server that lies in this way. */
async function loadOn(lie: Lie, requests = 200, more: Partial<LoadOptions> = {}) {
  const { seen, target } = await lyingServer(lie)
  const load = Load.start({ ...defaults, targets: [target], ...more })
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(requests), { timeout: 10_000, interval: 5 })
  return { seen, result: await load.stop() }
}

const numbered = (...numbers: number[]) => ({ has: (number: number) => numbers.includes(number) })
const reasons = (lost: readonly Lost[]) => lost.map(({ reason }) => reason)

describe('against a good server', () => {
  test('every request is answered once and nothing is lost', async () => {
    const { seen, result } = await loadOn(() => false)
    expect(result.lost).toEqual([])
    expect(result.mixed).toEqual([])
    expect(result.requests).toBe(seen.length)
    expect(result.answersByRelease).toEqual({ '1.0.0': seen.length })
    expect(result.samples).toHaveLength(seen.length)
    expect(result.samples.every(({ port, status }) => port === 18081 && status === 200)).toBe(true)
    expect(result.latencyMs?.count).toBe(seen.length)
  })

  test('kept connections are reused, the others are closed after one request', async () => {
    const { seen, result } = await loadOn(() => false)
    const closing = seen.filter(({ request }) => request.headers.connection === 'close')
    expect(closing.length / seen.length).toBeCloseTo(0.25, 1)
    expect(new Set(closing.map(({ request }) => request.socket)).size).toBe(closing.length)
    for (const { kind, reused } of result.samples) if (kind.endsWith('close')) expect(reused).toBe(false)
    const kept = result.samples.filter(({ kind }) => !kind.endsWith('close'))
    expect(kept.filter(({ reused }) => reused).length).toBeGreaterThan(kept.length / 2)
  })

  test('requests are spread evenly over the targets, with their own Host and each kind on each', async () => {
    const [one, two] = [await lyingServer(), await lyingServer()]
    const targets = [
      { machine: 'web-1', url: `${one.url}/shop/`, host: 'www.example.com' },
      { machine: 'web-2', url: two.url },
    ]
    const load = Load.start({ ...defaults, targets, paths: { get: ['/a', '/b?c=d'] } })
    await vi.waitFor(() => expect(two.seen.length).toBeGreaterThanOrEqual(40), { interval: 5 })
    const { samples } = await load.stop()
    expect(Math.abs(one.seen.length - two.seen.length)).toBeLessThanOrEqual(1)
    expect(new Set(one.seen.map(({ request }) => request.headers.host))).toEqual(new Set(['www.example.com']))
    expect(new Set(one.seen.map(({ request }) => request.url))).toEqual(
      new Set(['/shop/a', '/shop/b?c=d', '/shop/api/echo']),
    )
    for (const machine of ['web-1', 'web-2'])
      expect(new Set(samples.filter((each) => each.machine === machine).map(({ kind }) => kind)).size).toBe(4)
  })
})

describe('against a server that lies', () => {
  test('each connection that is dropped is one lost request, and none is sent again', async () => {
    const drops = numbered(7, 8, 50, 51, 52, 120)
    const { seen, result } = await loadOn(({ number, request }) => drops.has(number) && !!request.socket.destroy())
    expect(reasons(result.lost)).toEqual(Array(6).fill('error'))
    expect(result.lost.every(({ error }) => error?.startsWith('ECONNRESET'))).toBe(true)
    expect(result.requests).toBe(seen.length)
    const bodies = seen.map(({ body }) => body.toString()).filter(Boolean)
    expect(new Set(bodies).size).toBe(bodies.length)
  })

  test('a kept connection that is closed under a request shows as an error on a reused connection', async () => {
    const served = new WeakSet()
    let closed = 0
    const { result } = await loadOn(({ request }) => {
      const bad = served.has(request.socket) && request.method === 'GET' && closed < 5 && ++closed > 0
      served.add(request.socket)
      return bad && !!request.socket.destroy()
    })
    expect(result.lost).toHaveLength(5)
    for (const lost of result.lost) expect(lost).toMatchObject({ reason: 'error', kind: 'get', reused: true })
  })

  test('a status that is not 2xx is a lost request', async () => {
    const { result } = await loadOn(({ number }, response) => {
      const status = { 3: 503, 40: 302, 90: 404 }[number]
      return status !== undefined && !!response.writeHead(status, goodHeaders).end('{}')
    })
    expect(reasons(result.lost)).toEqual(['status', 'status', 'status'])
    expect(result.lost.map(({ status }) => status)).toEqual([503, 302, 404])
  })

  test('bodies that are cut off, garbled or about something else are lost as truncated', async () => {
    const { result } = await loadOn((seen, response) => {
      const good = goodAnswer(seen)
      const sendHalf = (headers: object) => {
        response.writeHead(200, { ...goodHeaders, ...headers }).write(good.slice(0, 20))
        setImmediate(() => response.destroy())
        return true
      }
      if (seen.number === 10) return sendHalf({ 'Content-Length': good.length })
      if (seen.number === 20) return sendHalf({})
      if (seen.number === 30) return !!response.writeHead(200, goodHeaders).end(good.slice(0, 20))
      return false
    })
    expect(reasons(result.lost)).toEqual(['truncated', 'truncated', 'truncated'])
    for (const lost of result.lost) expect(lost.status).toBe(200)
  })

  test('a POST whose body arrived as another one is lost', async () => {
    const { seen, result } = await loadOn(
      (one, response) =>
        one.request.method === 'POST' &&
        !!response.writeHead(200, goodHeaders).end(goodAnswer({ ...one, body: one.body.subarray(1) })),
    )
    const posts = seen.filter(({ request }) => request.method === 'POST').length
    expect(posts).toBeGreaterThan(30)
    expect(reasons(result.lost)).toEqual(Array(posts).fill('truncated'))
  })

  test('an answer that comes too late, or never ends, is lost by timeout', async () => {
    const { result } = await loadOn(
      ({ number }, response) => {
        if (number === 5) return true
        if (number === 6) return response.writeHead(200, goodHeaders).write('{') || true
        return false
      },
      60,
      { timeoutMs: 250 },
    )
    expect(reasons(result.lost)).toEqual(['timeout', 'timeout'])
    for (const { ms } of result.lost) expect(ms).toBeGreaterThanOrEqual(249)
    expect(result.lost.map(({ status }) => status)).toEqual([undefined, 200])
  })

  test('answers of two releases at once are mixed, not lost', async () => {
    const { result } = await loadOn((seen, response) => {
      const changed = {
        11: { ...goodHeaders, 'X-Release': '1.1.0' },
        12: { 'Content-Type': 'application/json' },
      }[seen.number]
      return changed !== undefined && !!response.writeHead(200, changed).end(goodAnswer(seen))
    })
    expect(result.lost).toEqual([])
    expect(reasons(result.mixed)).toEqual(['mixed', 'mixed'])
    const errors = result.mixed.map(({ error }) => error)
    expect(errors).toContain('1.1.0 in the header, 1.0.0 in the body')
    expect(errors).toContain('no X-Release header: neither release answered')
    expect(result.requests).toBe(2 + (result.answersByRelease['1.0.0'] ?? 0))
  })

  test('a port that changes its release without a switch is mixed', async () => {
    const { result } = await loadOn(
      ({ number }, response) =>
        number >= 30 && !!response.writeHead(200, { ...goodHeaders, 'X-Release': '1.1.0' }).end('{"release":"1.1.0"}'),
      100,
      { mix: { get: 1 } },
    )
    expect(result.lost).toEqual([])
    expect(result.mixed.length).toBeGreaterThanOrEqual(1)
    expect(result.mixed[0]?.error).toContain('port 18081 answered as 1.0.0, now as 1.1.0')
  })

  test('a server that is not there loses every request', async () => {
    const { server, target } = await lyingServer()
    server.close()
    const load = Load.start({ ...defaults, targets: [target] })
    await vi.waitFor(() => expect(load.counters.lost).toBeGreaterThan(20), { interval: 5 })
    const { lost, requests, latencyMs } = await load.stop()
    expect(lost).toHaveLength(requests)
    expect(lost[0]?.error).toContain('ECONNREFUSED')
    expect(latencyMs).toBeUndefined()
  })
})

test('the loop is open: a server that stalls gets no fewer requests, and each shows how long it waited', async () => {
  let stalledAt = 0
  let stall: Promise<unknown> | undefined
  const { result } = await loadOn(
    (seen, response) => {
      stalledAt ||= nowMs()
      stall ??= delay(400)
      stall.then(() => response.writeHead(200, goodHeaders).end(goodAnswer(seen)))
      return true
    },
    240,
    { mix: { get: 1 } },
  )
  expect(result.lost).toEqual([])
  const stalled = result.samples.filter(({ at }) => at >= stalledAt && at < stalledAt + 150)
  expect(stalled.length).toBeGreaterThanOrEqual(59) // 400 requests/s
  for (const { ms } of stalled) expect(ms).toBeGreaterThan(240)
})

test('a generator that is kept from working says so, and its latencies show it', async () => {
  const { target, seen } = await lyingServer()
  const load = Load.start({ ...defaults, targets: [target] })
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(10), { interval: 5 })
  for (const until = performance.now() + 300; performance.now() < until; );
  const { generator, latencyMs, lost } = await load.stop()
  expect(lost).toEqual([])
  expect(generator.saturated).toBe(true)
  expect(generator.lateDispatches).toBeGreaterThan(0)
  expect(generator.eventLoopDelayMs.max).toBeGreaterThan(250)
  expect(latencyMs?.max).toBeGreaterThan(250)
})

test('a lost request is told at once with the phase in which it was sent', async () => {
  const { target, seen } = await lyingServer(({ number, request }) => number === 30 && !!request.socket.destroy())
  const load = Load.start({ ...defaults, targets: [target] })
  const told: Lost[] = []
  load.onLost = (lost) => told.push(lost)
  load.phase('web-1', 'warm-up')
  await vi.waitFor(() => expect(told).toHaveLength(1), { interval: 5 })
  load.phase('web-1', 'switch')
  expect(told[0]).toMatchObject({ machine: 'web-1', reason: 'error', phase: 'warm-up' })
  expect(load.counters).toMatchObject({ lost: 1, mixed: 0 })
  await load.stop()
  expect(seen.length).toBeGreaterThan(30)
})

test('an application that tells no release is counted as unknown', async () => {
  const { target, seen } = await lyingServer((_, response) => !!response.writeHead(200).end('hello'))
  const { releaseHeader: _, ...noRelease } = defaults
  const load = Load.start({ ...noRelease, targets: [target], checkEcho: false })
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(20), { interval: 5 })
  const { lost, mixed, answersByRelease } = await load.stop()
  expect([lost, mixed, answersByRelease]).toEqual([[], [], { unknown: seen.length }])
})
