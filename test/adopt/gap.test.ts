import { expect, test } from 'vitest'
import { gapIn } from '../../src/adopt/gap.js'

const asked = (sentAt: number, good: boolean, ms = 2) => ({ sentAt, endedAt: sentAt + ms, good })

test('where every question had a good answer, a gap was at most as long as the longest time that none of them tells of', () => {
  expect(gapIn([asked(0, true), asked(5, true), asked(17, true)])).toEqual({
    ms: 14,
    endedAt: 19,
    asked: 3,
    failed: 0,
    furthestApartMs: 12,
  })
})

test('a gap lasts from the last good question before it to the first good answer after it', () => {
  const questions = [
    asked(0, true),
    asked(5, true),
    asked(10, false),
    asked(15, true),
    asked(20, false),
    asked(25, true),
  ]
  expect(gapIn(questions.reverse())).toEqual({ ms: 22, endedAt: 27, asked: 6, failed: 2, furthestApartMs: 5 })
})

test('a gap that had begun before the first question is measured from it', () => {
  expect(gapIn([asked(3, false), asked(8, true)])).toMatchObject({ ms: 7, failed: 1 })
})

test('a gap that has not ended has no length', () => {
  expect(gapIn([asked(0, true), asked(5, false)])).toMatchObject({ ms: undefined, failed: 1 })
  expect(gapIn([])).toMatchObject({ ms: 0, asked: 0 })
})
