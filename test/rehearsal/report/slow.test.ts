import { expect, test } from 'vitest'
import { slowRequests } from '../../../src/rehearsal/report/slow.js'
import { sample } from './fixtures/samples.js'

const steps = [
  { machine: 'web-1', step: 'Switch', release: '1.1.0', startedAt: 1000, ms: 500, result: 'succeeded' as const },
  { machine: 'web-2', step: 'Warm Up', release: '1.1.0', startedAt: 1400, ms: 500, result: 'succeeded' as const },
]

test('slow is what took 20 times the median, and never less than 50 ms', () => {
  const samples = [sample(1, { ms: 50 }), sample(2, { ms: 51 }), sample(3, { ms: 101 })]
  expect(slowRequests(samples, 1, [])).toMatchObject({ limitMs: 50, count: 2, slowest: [{ ms: 51 }, { ms: 101 }] })
  expect(slowRequests(samples, 5, [])).toMatchObject({ limitMs: 100, count: 1 })
})

test('each is told with what its own machine was going through', () => {
  const samples = [999, 1450, 1501].map((at) => sample(at, { ms: 60 }))
  const phases = slowRequests(samples, 1, steps).slowest.map(({ phase }) => phase)
  expect(phases).toEqual(['no step', 'Switch', 'after Switch'])
})

test('of very many the slowest are told, in order of time; what was lost is not slow', () => {
  const samples = Array.from({ length: 500 }, (_, index) => sample(index, { ms: 100 + index }))
  const { count, slowest } = slowRequests([...samples, sample(9, { ms: 9_999, error: 'status 502' })], 1, [])
  expect([count, slowest.length, slowest[0]?.ms, slowest.at(-1)?.ms]).toEqual([500, 100, 500, 599])
})

test('on a machine that is slow throughout, what takes longer than a second is slow', () => {
  expect(slowRequests([sample(1, { ms: 1_001 })], 3_000, [])).toMatchObject({ limitMs: 1_000, count: 1 })
})
