import { expect, test } from 'vitest'
import { median, medianInterval } from '../../src/bench/median.js'

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

test('a median is the middle one, or the mean of the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(() => median([])).toThrow(RangeError)
})

// Ranks by the tables of the sign test, 5 % two-sided.
test.each([
  { count: 6, from: 1, to: 6 },
  { count: 8, from: 1, to: 8 },
  { count: 9, from: 2, to: 8 },
  { count: 10, from: 2, to: 9 },
  { count: 12, from: 3, to: 10 },
  { count: 16, from: 4, to: 13 },
  { count: 20, from: 6, to: 15 },
])('of $count numbers a median lies between the ranks $from and $to', ({ count, from, to }) => {
  expect(medianInterval(upTo(count).toReversed())).toEqual([from, to])
})

test('few numbers tell no more than from where to where they go, and none is an error', () => {
  expect(medianInterval([2, 1, 3])).toEqual([1, 3])
  expect(() => medianInterval([])).toThrow(RangeError)
})
