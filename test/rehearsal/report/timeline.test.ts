import { expect, test } from 'vitest'
import { timelineOf } from '../../../src/rehearsal/report/timeline.js'
import { sample } from './fixtures/samples.js'

test('each request is in the piece of time in which it was due', () => {
  const samples = [
    sample(1000, { ms: 3 }),
    sample(1099, { ms: 9 }),
    sample(1100, { release: '1.1.0', ms: 5 }),
    sample(1320, { status: 502, error: 'status 502', ms: 99 }),
    sample(1110, { machine: 'web-2', ms: 7 }),
  ]
  const { from, pieceMs, machines, all } = timelineOf(samples, ['web-1', 'web-2'], 1000)
  expect([from, pieceMs]).toEqual(['1970-01-01T00:00:01.000Z', 100])
  expect(machines['web-1']).toEqual({
    answers: { '1.0.0': [2, 0, 0, 0], '1.1.0': [0, 1, 0, 0] },
    lost: [0, 0, 0, 1],
    p50Ms: [3, 5, null, null],
    p99Ms: [9, 5, null, null],
    maxMs: [9, 5, null, null],
  })
  expect(all).toEqual({ p50Ms: [3, 5, null, null], p99Ms: [9, 7, null, null], maxMs: [9, 7, null, null] })
  expect(machines['web-2']?.answers).toEqual({ '1.0.0': [0, 1, 0, 0], '1.1.0': [0, 0, 0, 0] })
})

test('a long load has longer pieces, not more of them', () => {
  const { pieceMs, machines } = timelineOf([sample(0), sample(3_600_000)], ['web-1'], 0)
  expect(pieceMs % 100).toBe(0)
  expect(machines['web-1']?.lost.length).toBeLessThanOrEqual(800)
})
