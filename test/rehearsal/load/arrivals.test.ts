import { expect, test, vi } from 'vitest'
import { Arrivals } from '../../../src/rehearsal/load/arrivals.js'

test('arrivals are due evenly, and after a stall the missed ones come with their own times', async () => {
  const sent: { number: number; at: number }[] = []
  const arrivals = new Arrivals(500, (number, at) => {
    sent.push({ number, at })
    if (number === 50) for (const until = performance.now() + 200; performance.now() < until; );
  })
  await vi.waitFor(() => expect(sent.length).toBeGreaterThanOrEqual(250), { interval: 10 })
  const { dispatched, lateDispatches, maxLateMs } = arrivals.stop()

  expect(sent.map(({ number }) => number)).toEqual(sent.map((_, index) => index))
  for (const { number, at } of sent) expect(at).toBeCloseTo(arrivals.startedAt + number * 2, 3)
  expect(dispatched).toBe(sent.length)
  // 200 ms at 2 ms each: those due in the first 180 ms were late by more than 20.
  expect(lateDispatches).toBeGreaterThanOrEqual(89)
  expect(maxLateMs).toBeGreaterThan(195)
})

test('nothing is sent after the stop', async () => {
  let sent = 0
  const arrivals = new Arrivals(1000, () => sent++)
  await vi.waitFor(() => expect(sent).toBeGreaterThan(5), { interval: 5 })
  const before = arrivals.stop().dispatched
  expect(before).toBe(sent)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(sent).toBe(before)
})

test('what a stall kept back is sent by the stop', () => {
  let sent = 0
  const arrivals = new Arrivals(100, () => sent++)
  for (const until = performance.now() + 105; performance.now() < until; );
  const { dispatched, lateDispatches } = arrivals.stop()
  expect(sent).toBe(dispatched)
  expect(dispatched).toBeGreaterThanOrEqual(11)
  expect(lateDispatches).toBeGreaterThanOrEqual(8)
})

test('a rate of nothing is refused', () => {
  expect(() => new Arrivals(0, () => {})).toThrow('ratePerSecond')
})

test('with a ramp the rate grows evenly up to the full one, which it keeps', async () => {
  const dueMs: number[] = []
  const arrivals = new Arrivals(1000, (_, at) => dueMs.push(at - arrivals.startedAt), 200)
  await vi.waitFor(() => expect(dueMs.length).toBeGreaterThan(200), { interval: 5, timeout: 5_000 })
  arrivals.stop()
  const dueIn = (from: number, to: number) => dueMs.filter((ms) => ms >= from && ms < to).length
  expect(Math.abs(dueIn(0, 100) - 25)).toBeLessThanOrEqual(1)
  expect(Math.abs(dueIn(100, 200) - 75)).toBeLessThanOrEqual(1)
  expect(Math.abs(dueIn(200, 300) - 100)).toBeLessThanOrEqual(1)
})
