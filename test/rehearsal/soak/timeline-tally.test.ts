import { expect, test } from 'vitest'
import { timelineOf } from '../../../src/rehearsal/report/timeline.js'
import { TimelineTally } from '../../../src/rehearsal/soak/timeline-tally.js'
import { sample } from '../report/fixtures/samples.js'

test('says the same as the timeline of samples that were kept', () => {
  const samples = Array.from({ length: 2_000 }, (_, index) =>
    sample(index * 3, { release: index < 900 ? '1.0.0' : '1.1.0', ...(index % 97 === 0 ? { error: 'x' } : {}), ms: 8 }),
  )
  const tally = new TimelineTally(0)
  for (const each of samples) tally.record(each)
  expect(tally.timeline('web-1')).toEqual(timelineOf(samples, ['web-1'], 0))
})

test('never has more than 800 pieces, and loses no request', () => {
  const tally = new TimelineTally(0)
  for (let at = 0; at < 1_000_000; at += 500) tally.record(sample(at))
  const { pieceMs, machines } = tally.timeline('web-1')
  expect(pieceMs).toBe(1_600)
  const answers = machines['web-1']?.answers['1.0.0'] ?? []
  expect(answers).toHaveLength(625)
  expect(answers.reduce((sum, count) => sum + count, 0)).toBe(2_000)
})
