import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { warmUpUrl, warmUpUrlLine } from '../../src/warm-up/warm-up-url.js'

const ok = [{ from: 200, to: 299 }]

test('a line is a path, statuses and a text, of which the path alone is needed', () => {
  expect(warmUpUrl('/')).toEqual({ path: '/', statuses: ok, text: '' })
  expect(warmUpUrl('  /a?b=c%20d  ')).toEqual({ path: '/a?b=c%20d', statuses: ok, text: '' })
  expect(warmUpUrl('/health 200,304 I am well')).toEqual({
    path: '/health',
    statuses: [
      { from: 200, to: 200 },
      { from: 304, to: 304 },
    ],
    text: 'I am well',
  })
})

test('a text that begins like a number is a text', () => {
  expect(warmUpUrl('/ 3 items')).toBeUndefined()
  expect(warmUpUrl('/ 200 3 items')).toMatchObject({ text: '3 items' })
  expect(warmUpUrl('/ 200-299ok')).toMatchObject({ statuses: ok, text: '200-299ok' })
})

test('what is no such line is refused, in words', () => {
  for (const line of ['', 'health', 'http://example.com/', '/ 999', '/ 299-200'])
    expect(warmUpUrl(line), line).toBeUndefined()
  expect(z.safeParse(warmUpUrlLine(), 'x').error?.issues[0]?.message).toBe(
    'is not a path with a slash, statuses and a text',
  )
})
