import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Load, type LoadResult } from '../../../src/rehearsal/load/load.js'
import { LoadProcess } from '../../../src/rehearsal/load/load-process-client.js'
import type { LossReason } from '../../../src/rehearsal/load/sample.js'
import { goodAnswer, goodHeaders, type Lie, lyingServer } from './lying-server.js'

const options = { ratePerSecond: 300, releaseHeader: 'X-Release', portHeader: 'X-BlueGreen-Port', timeoutMs: 2_500 }
const deadline = { timeout: 10_000, interval: 5 }

/** Every fault that a server can make of a request, and what it has to be called. */
const faults: Record<string, { reason: LossReason; lie: (...args: Parameters<Lie>) => unknown }> = {
  'a reset before the answer': { reason: 'error', lie: ({ request }) => request.socket.resetAndDestroy() },
  'a close without an answer': { reason: 'error', lie: ({ request }) => request.socket.end() },
  'an answer that is cut off': {
    reason: 'truncated',
    lie: (seen, response) => {
      const good = goodAnswer(seen)
      response.writeHead(200, { ...goodHeaders, 'Content-Length': good.length }).write(good.slice(0, 20))
      setImmediate(() => response.destroy())
    },
  },
  'an answer with another checksum': {
    reason: 'truncated',
    lie: (_, response) => response.writeHead(200, goodHeaders).end('{"release": "1.0.0", "sha256": '),
  },
  'an answer that comes too late': {
    reason: 'timeout',
    lie: (seen, response) =>
      delay(options.timeoutMs + 200).then(() => response.writeHead(200, goodHeaders).end(goodAnswer(seen))),
  },
  'a status of failure': {
    reason: 'status',
    lie: (seen, response) => response.writeHead(503, goodHeaders).end(goodAnswer(seen)),
  },
  'an answer of two releases': {
    reason: 'mixed',
    lie: (seen, response) => response.writeHead(200, { ...goodHeaders, 'X-Release': '1.1.0' }).end(goodAnswer(seen)),
  },
}

/** Deals these faults to every seventh request in turn, and counts them and whether the connection was used before. */
async function loadWith(names: readonly string[]) {
  const used = new WeakSet<Socket>()
  const dealt: { reason: LossReason; reused: boolean }[] = []
  const { seen, target } = await lyingServer((one, response) => {
    const { socket } = one.request
    const reused = used.has(socket)
    used.add(socket)
    const fault = one.number % 7 === 6 ? faults[names[dealt.length % names.length] ?? ''] : undefined
    if (!fault) return false
    dealt.push({ reason: fault.reason, reused })
    fault.lie(one, response)
    return true
  })
  const load = Load.start({ ...options, targets: [target] })
  await vi.waitFor(() => expect(dealt.length).toBeGreaterThanOrEqual(42), deadline)
  return { seen, dealt, result: await load.stop() }
}

const counted = (faults: readonly { reason: LossReason; reused: boolean }[]) => {
  const counts: Record<string, number> = {}
  for (const { reason, reused } of faults) {
    const which = `${reason} on a ${reused ? 'reused' : 'fresh'} connection`
    counts[which] = (counts[which] ?? 0) + 1
  }
  return counts
}

function expectExactly({
  seen,
  dealt,
  result,
}: {
  seen: unknown[]
  dealt: Parameters<typeof counted>[0]
  result: LoadResult
}) {
  expect(counted([...result.lost, ...result.mixed])).toEqual(counted(dealt))
  expect(result.requests).toBe(seen.length)
  expect(result.answersByRelease).toEqual({ '1.0.0': seen.length - dealt.length })
  expect(result.generator.notSent).toBe(0)
}

describe('every fault is counted, exactly, on reused and fresh connections', () => {
  test.for(Object.keys(faults))('%s', async (name) => {
    expectExactly(await loadWith([name]))
  })

  test('all of them in turn', async () => {
    expectExactly(await loadWith(Object.keys(faults)))
  })
})

test('idle connections that the server closes while a request is on its way are each one loss on a reused one', async () => {
  /** How many requests had been seen when it became idle. */
  const idle = new Map<Socket, number>()
  const closed = new WeakSet<Socket>()
  let lost = 0
  let answers = 0
  const { server, target, seen } = await lyingServer((one, response) => {
    const { socket } = one.request
    if (closed.has(socket)) {
      lost++ // it was sent before the end of the connection could be seen
      return !!socket.destroy()
    }
    if (++answers % 4 === 0) response.once('finish', () => idle.set(socket, seen.length))
    return false
  })
  // Each is closed some 30 ms after its answer: the client has that by then, and may have sent its next request.
  const requestsIn30Ms = 9
  server.on('request', ({ socket }) => {
    idle.delete(socket)
    for (const [one, since] of idle) {
      if (seen.length - since < requestsIn30Ms) continue
      idle.delete(one)
      closed.add(one)
      one.end()
    }
  })
  const distant = { ...options, timeoutMs: 5_000, roundTripMs: 60 }
  const load = Load.start({ ...distant, mix: { get: 3, post: 1 }, targets: [target] })
  await vi.waitFor(() => expect(lost).toBeGreaterThanOrEqual(40), deadline)
  const result = await load.stop()
  await vi.waitFor(() => expect(seen.length).toBe(result.requests), deadline)
  expect(counted(result.lost)).toEqual({ 'error on a reused connection': lost })
})

test('a stall of 500 ms shows in the latency of all that were due in it', async () => {
  let stalledAt = 0
  const { target, seen } = await lyingServer(({ number }) => {
    // Nothing runs in a server that stalls, the generator does: it is a process of its own here.
    if (number === 200) {
      stalledAt = performance.timeOrigin + performance.now()
      for (const until = performance.now() + 500; performance.now() < until; );
    }
    return false
  })
  const fixture = fileURLToPath(new URL('./fixtures/load-process.ts', import.meta.url))
  const command = [process.execPath, '--import', 'tsx', fixture]
  const load = await LoadProcess.start(command, { ...options, timeoutMs: 5_000, targets: [target] })
  onTestFinished(() => load.kill())
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(600), deadline)
  const { samples, lost, latencyMs } = await load.stop()
  expect(lost).toEqual([])
  const due = samples.filter(({ at }) => at > stalledAt && at < stalledAt + 490)
  expect(due.length).toBeGreaterThanOrEqual(145) // 300 a second
  for (const { at, ms } of due) expect(ms).toBeGreaterThan(stalledAt + 495 - at)
  expect(latencyMs?.p99).toBeGreaterThan(450)
})

describe('what is the generator’s own is not the server’s', () => {
  test('requests that would be too many in flight are not sent, and that is said', async () => {
    const held: (() => void)[] = []
    const { target, seen } = await lyingServer((one, response) => {
      held.push(() => response.writeHead(200, goodHeaders).end(goodAnswer(one)))
      return true
    })
    const load = Load.start({ ...options, timeoutMs: 5_000, mostInFlight: 40, targets: [target] })
    await vi.waitFor(() => expect(held.length).toBe(40), deadline)
    const until = performance.now() + 200
    await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(until), deadline)
    const stopped = load.stop()
    for (const answer of held) answer()
    const { generator, lost, requests } = await stopped
    expect([lost, requests, seen.length]).toEqual([[], 40, 40])
    expect(generator).toMatchObject({ mostInFlight: 40, saturated: true })
    expect(generator.notSent).toBeGreaterThan(30)
    expect(generator.because).toContain(
      `${generator.notSent} requests were not sent: 40 were in flight, and more are not sent`,
    )
  })

  test('requests for which the machine has no connection left are not the server’s loss', async () => {
    const held: (() => void)[] = []
    let holds = true
    const { target } = await lyingServer((one, response) => {
      if (holds) held.push(() => response.writeHead(200, goodHeaders).end(goodAnswer(one)))
      return holds
    })
    const fixture = fileURLToPath(new URL('./fixtures/load-process.ts', import.meta.url))
    const few = ['bash', '-c', 'ulimit -n 64; exec "$@"', 'bash', process.execPath, '--import', 'tsx', fixture]
    const load = await LoadProcess.start(few, { ...options, timeoutMs: 5_000, targets: [target] })
    onTestFinished(() => load.kill())
    let before = 0
    await vi.waitFor(
      () => {
        const now = held.length
        const full = now > 10 && now === before
        before = now
        expect(full).toBe(true)
      },
      { timeout: 10_000, interval: 100 },
    )
    holds = false
    for (const answer of held) answer()
    const { generator, lost } = await load.stop()
    expect(lost).toEqual([])
    expect(generator.notSent).toBeGreaterThan(10)
    expect(generator.because.join()).toContain('this machine had nothing left to send them with (EMFILE)')
  })
})
