import { expect, test } from 'vitest'
import { overlaps } from '../../../src/bench/routers/overlap.js'
import type { Sample } from '../../../src/rehearsal/load/sample.js'

const answers = (...given: readonly [at: number, release: string | undefined][]): Sample[] =>
  given.map(([at, release]) => ({
    ...{ at, release, machine: 'bench', ms: 1, kind: 'get', reused: true, port: undefined, status: 200 },
  }))

test('from the first request that the new release answered to the last one that the old one did', () => {
  const samples = answers(
    [90, '1'],
    [100, '1'],
    [110, '2'],
    [120, '1'],
    [130, '2'],
    [140, undefined],
    [150, '1'],
    [160, '2'],
  )
  expect(overlaps(samples, [{ begunAt: 95, release: '2' }])).toEqual([40])
})

test('a clean switch has none, and each switch is judged by what was due before the next one', () => {
  const samples = answers([100, '1'], [110, '2'], [120, '2'], [210, '2'], [220, '1'], [230, '1'])
  expect(
    overlaps(samples, [
      { begunAt: 95, release: '2' },
      { begunAt: 205, release: '1' },
    ]),
  ).toEqual([0, 0])
})

test('a switch that nobody saw has none', () => {
  expect(overlaps(answers([100, '1'], [120, '1']), [{ begunAt: 110, release: '2' }])).toEqual([0])
  expect(overlaps(answers([100, '1'], [120, '2']), [{ begunAt: 110, release: '2' }])).toEqual([0])
})
