import { expect, test } from 'vitest'
import { timeSpan, timeSpanMs } from '../../src/iis/time-span.js'

test.each([
  [0, '00:00:00'],
  [90_000, '00:01:30'],
  [20 * 60_000, '00:20:00'],
  [29 * 3_600_000, '1.05:00:00'],
])('%d ms is %s, and back', (ms, text) => {
  expect(timeSpan(ms)).toBe(text)
  expect(timeSpanMs(text)).toBe(ms)
})

test('fractions are rounded up, so that a short limit does not become none', () => {
  expect(timeSpan(1)).toBe('00:00:01')
  expect(timeSpan(61_000, 60_000)).toBe('00:02:00')
})

test('what is no time span is not read as 0', () => {
  expect(timeSpanMs('20')).toBeUndefined()
})
