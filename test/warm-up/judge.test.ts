import { expect, test } from 'vitest'
import type { Answer } from '../../src/http/request.js'
import { judge, judgeError } from '../../src/warm-up/judge.js'
import { warmUpUrl } from '../../src/warm-up/warm-up-url.js'

const answer = (status: number, headers: Record<string, string> = {}, body = ''): Answer => ({
  status,
  headers,
  body,
  ms: 1,
})

const judged = (line: string, of: Answer, release?: string) => {
  const url = warmUpUrl(line)
  if (!url) throw new Error(line)
  return judge(url, of, release === undefined ? undefined : { header: 'X-Release', release })
}

test('an answer is good by its status, its text and its release', () => {
  expect(judged('/ 200 home', answer(200, { 'x-release': '1.1.0' }, 'my home page'), '1.1.0')).toEqual({ good: true })
  expect(judged('/ 404', answer(404))).toEqual({ good: true })
})

test('what waiting may mend is not final', () => {
  for (const [verdict, why] of [
    [judged('/', answer(503)), 'answers 503 (expected 200-299)'],
    [judged('/ 200 home', answer(200)), 'answers 200 without the text "home"'],
    [
      judged('/', answer(200, { 'x-release': '1.0.0' }), '1.1.0'),
      'names the release "1.0.0" in X-Release instead of "1.1.0"',
    ],
    [judged('/', answer(200), '1.1.0'), 'names the release "" in X-Release instead of "1.1.0"'],
    [judgeError(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })), 'gives no answer: ECONNREFUSED'],
  ] as const)
    expect(verdict).toEqual({ good: false, why, final: false })
})

test('credentials, missing pages, redirects and certificates are final, and explained', () => {
  for (const [verdict, why] of [
    [judged('/', answer(401)), /^answers 401 .*credentials/],
    [judged('/', answer(403)), /^answers 403 .*forbidden/],
    [judged('/', answer(404)), /^answers 404 .*binding for this host name/],
    [
      judged('/', answer(302, { location: 'https://www.example.com/' })),
      /^answers 302 .*https:\/\/www\.example\.com\//,
    ],
    [judged('/', answer(304)), /^answers 304 .*nowhere/],
    [judgeError(Object.assign(new Error('x'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })), /BG\.AnyCertificate/],
    [judgeError(Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })), /BG\.Authorities/],
  ] as const)
    expect(verdict).toEqual({ good: false, why: expect.stringMatching(why), final: true })
})
