import { expect, test } from 'vitest'
import { latency, latencyAround } from '../../../src/rehearsal/load/latency.js'
import type { Sample } from '../../../src/rehearsal/load/sample.js'

const sample = (ms: number, more: Partial<Sample> = {}): Sample => ({
  ...{ at: 0, machine: 'web-1', kind: 'get', reused: false, release: '1.0.0', port: 18081, status: 200, ms },
  ...more,
})

test('percentiles are values that were measured', () => {
  const samples = Array.from({ length: 1000 }, (_, index) => sample(1000 - index))
  expect(latency(samples)).toEqual({ count: 1000, p50: 500, p99: 990, p999: 999, max: 1000 })
  expect(latency([sample(7)])).toEqual({ count: 1, p50: 7, p99: 7, p999: 7, max: 7 })
})

test('failed requests have no latency, and no data is not 0 ms', () => {
  const failed = sample(10_000, { status: undefined, error: 'ECONNRESET' })
  expect(latency([sample(5), failed])).toMatchObject({ count: 1, max: 5 })
  expect(latency([failed])).toBeUndefined()
})

test('around a moment only what was due within a second of it counts', () => {
  const samples = [2999, 3000, 4000, 5000, 5001, 9500].map((at) => sample(at, { at }))
  expect(latencyAround(samples, [4000])).toMatchObject({ count: 3, max: 5000 })
  expect(latencyAround(samples, [4000, 9000])).toMatchObject({ count: 4, max: 9500 })
  expect(latencyAround(samples, [])).toBeUndefined()
})
