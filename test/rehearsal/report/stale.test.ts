import { expect, test } from 'vitest'
import { staleAnswers } from '../../../src/rehearsal/report/stale.js'
import { sample } from './fixtures/samples.js'

const first = { machine: 'web-1', release: '1.0.0', switchedAt: 0, provenAt: 10 }
const second = { machine: 'web-1', release: '1.1.0', switchedAt: 100, provenAt: 150 }

test('an old release may answer until the switch of its own machine is proven, and not for what is sent later', () => {
  const samples = [sample(90), sample(149), sample(151), sample(151, { machine: 'web-2' })]
  expect(staleAnswers(samples, [first, second], [])).toEqual([samples[2]])
})

test('the new release may answer as soon as it is switched to, proven or not', () => {
  const early = sample(101, { release: '1.1.0' })
  expect(staleAnswers([early], [first, second], [])).toEqual([])
  expect(staleAnswers([early], [first, { ...second, provenAt: undefined }], [])).toEqual([])
})

test('after a switch that was not proven the old release serves on', () => {
  expect(staleAnswers([sample(500)], [first, { ...second, provenAt: undefined }], [])).toEqual([])
})

test('a release that is deployed again is not stale', () => {
  const again = { machine: 'web-1', release: '1.0.0', switchedAt: 200, provenAt: 210 }
  const samples = [sample(205), sample(300), sample(300, { release: '1.1.0' })]
  expect(staleAnswers(samples, [first, second, again], [])).toEqual([samples[2]])
})

test('an old release is stale until it is switched to again, however soon that will be', () => {
  const again = { machine: 'web-1', release: '1.0.0', switchedAt: 20_000, provenAt: 20_010 }
  const samples = [sample(151), sample(19_900), sample(19_990, { ms: 20 }), sample(20_001)]
  expect(staleAnswers(samples, [first, second, again], [])).toEqual(samples.slice(0, 2))
})

test('what was not answered is lost, not stale', () => {
  expect(staleAnswers([sample(500, { error: 'status 502' })], [first, second], [])).toEqual([])
})

test('a release whose switch began and failed may have answered since then, on its machine', () => {
  const begun = { machine: 'web-1', release: '1.1.0', step: 'Switch', startedAt: 100 }
  const samples = [
    sample(99, { release: '1.1.0' }),
    sample(101, { release: '1.1.0' }),
    sample(101, { release: '1.1.0', machine: 'web-2' }),
  ]
  const onTwo = { ...first, machine: 'web-2' }
  expect(staleAnswers(samples, [first, onTwo], [begun])).toEqual([samples[0], samples[2]])
  expect(staleAnswers([sample(300, { release: '1.1.0' })], [first, { ...first, provenAt: 200 }], [begun])).toHaveLength(
    1,
  )
})
