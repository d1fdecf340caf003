import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { accepts, shownStatuses, statuses, statusesText } from '../../src/http/statuses.js'

test('a list holds statuses and ranges, both ends included', () => {
  const list = statuses('200-299, 304') ?? []
  expect([199, 200, 299, 300, 304, 305].map((status) => accepts(list, status))).toEqual([
    false,
    true,
    true,
    false,
    true,
    false,
  ])
})

test('what is no such list is refused', () => {
  for (const text of ['', '200-', '-299', '99', '600', '2xx', '299-200', '200;204', '200,,204', '200-299-399', '٢٠٠'])
    expect(statuses(text), text).toBeUndefined()
  expect(z.safeParse(statusesText(), 'ok').error?.issues[0]?.message).toBe('is no list of statuses and ranges')
})

test('what is shown is read as the same list', () => {
  const status = fc.integer({ min: 100, max: 599 })
  const range = fc.tuple(status, status).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 5 }), (list) => {
      expect(statuses(shownStatuses(list))).toEqual(list)
    }),
  )
})
