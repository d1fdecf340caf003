import { expect, test } from 'vitest'
import { headline } from '../../../src/rehearsal/report/headline.js'
import { rehearsed } from './fixtures/rehearsed.js'

test('one line says what was done and what was lost', () => {
  expect(headline(rehearsed())).toBe('2 releases on 3 machines, 6,400 requests, 0 lost')
  const { lost } = rehearsed({ crashes: true })
  expect(lost).toBeGreaterThan(10)
  expect(headline(rehearsed({ crashes: true }))).toBe(`2 releases on 3 machines, 6,400 requests, ${lost} lost`)
})

test('what is mixed or stale is told where there is any', () => {
  expect(headline({ ...rehearsed({ machines: 1 }), mixed: 2, stale: 1 })).toBe(
    '2 releases on 1 machine, 6,400 requests, 0 lost, 2 mixed, 1 stale',
  )
})
