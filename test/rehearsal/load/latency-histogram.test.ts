import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latency } from '../../../src/rehearsal/load/latency.js'
import { LatencyHistogram } from '../../../src/rehearsal/load/latency-histogram.js'
import { sample } from '../report/fixtures/samples.js'

const histogramOf = (all: readonly number[]) => {
  const histogram = new LatencyHistogram()
  for (const ms of all) histogram.record(ms)
  return histogram
}

test('every figure is within 0.1 % of the exact one, whether it was recorded here or added', () => {
  const many = fc.array(fc.double({ min: 0.01, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(many, many, (some, others) => {
      const exact = latency([...some, ...others].map((ms) => sample(0, { ms })))
      const histogram = histogramOf(some)
      histogram.add(histogramOf(others))
      const told = histogram.latency()
      expect([told?.count, told?.max]).toEqual([exact?.count, exact?.max])
      for (const which of ['p50', 'p99', 'p999'] as const)
        expect(Math.abs((told?.[which] ?? 0) / (exact?.[which] ?? 0) - 1)).toBeLessThanOrEqual(0.00101)
    }),
  )
})

test('no data is not 0 ms', () => {
  expect(new LatencyHistogram().latency()).toBeUndefined()
})
