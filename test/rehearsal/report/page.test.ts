import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { page } from '../../../src/rehearsal/report/page.js'
import type { Report } from '../../../src/rehearsal/report/report.js'

const hostile = `</script><script>alert('x')</script> & "quoted" <b>`

const report: Report = {
  ...{
    sentence: `It went well ${hostile}`,
    ok: true,
    problems: [hostile],
    requests: 3,
    adoptions: [],
    lost: 1,
    mixed: 0,
    stale: 0,
  },
  ...{ startedAt: '2026-11-21T09:00:00.000Z', endedAt: '2026-11-21T09:01:00.000Z' },
  options: {
    ...{ tentacles: 1, window: 1, router: 'nginx-flag', ratePerSecond: 300, releases: ['1.0.0', '1.1.0'], out: '/x' },
    ...{ packages: undefined, start: undefined, fail: undefined, adopt: false, keep: false },
  },
  ...{ answersByRelease: { '1.0.0': 1, '1.1.0': 1 }, serving: { 'web-1': '1.1.0' }, aroundSwitchMs: null },
  latencyMs: { p50: 1, p99: 2, p999: 3, max: 4 },
  deployments: [{ release: '1.1.0', result: 'succeeded', asExpected: true }],
  steps: [
    {
      ...{ machine: 'web-1', step: 'Switch', release: '1.1.0', startedAt: '2026-11-21T09:00:10.000Z', ms: 900 },
      ...{ result: 'failed', message: hostile },
    },
  ],
  switches: [
    {
      ...{ machine: 'web-1', release: '1.1.0', switchedAt: '2026-11-21T09:00:10.300Z' },
      provenAt: '2026-11-21T09:00:10.400Z',
    },
  ],
  transfers: [],
  lostRequests: [
    {
      ...{ at: Date.parse('2026-11-21T09:00:10.350Z'), machine: 'web-1', ms: 3, kind: 'get', reused: false },
      ...{ release: undefined, port: undefined, status: 502, error: hostile, reason: 'status', phase: 'Switch' },
    },
  ],
  generator: { lateDispatches: 0, maxLateMs: 1, saturated: false },
  ...{ simulated: ['IIS'], versions: { node: '20' } },
  timeline: {
    ...{ from: '2026-11-21T09:00:10.000Z', pieceMs: 250 },
    machines: {
      'web-1': {
        ...{ answers: { '1.0.0': [1, 0], '1.1.0': [0, 1] }, lost: [0, 1] },
        ...{ p50Ms: [1, null], p99Ms: [1, null], maxMs: [1, null] },
      },
    },
  },
}
const html = page(report)
const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '')

test('carries the report itself, unharmed', () => {
  const embedded = /<script type="application\/json" id="report">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? ''
  expect(JSON.parse(embedded)).toEqual(JSON.parse(JSON.stringify(report)))
})

test('loads nothing', () => {
  expect(html).not.toMatch(
    /<(?:link|img|iframe|object|embed|base)\b|\b(?:src|href)\s*=|@import|url\(|\bfetch\(|XMLHttpRequest/i,
  )
  expect(html.match(/https?:\/\/[^\s"<)]+/g)).toEqual(['https://github.com/leeoniya/uPlot']) // the plot library's licence
})

test('no text becomes markup', () => {
  expect(html).not.toContain('<b>"')
  expect(html).not.toContain("alert('x')</script>")
  expect(scripts).toHaveLength(2)
})

test('says the same without a script: sentence, tables, picture', () => {
  const still = html.replace(/<script[\s\S]*?<\/script>/g, '')
  for (const text of ['It went well', 'Latency, ms', 'Switches', 'Requests that were lost', '<svg', '1.1.0 answered'])
    expect(still).toContain(text)
  expect(still).toMatch(/<rect class="failed"/)
  expect(still).toMatch(/<line class="switched"[\s\S]*<line class="proven"/)
})

test('its scripts are well-formed', () => {
  for (const script of scripts) expect(() => new Script(script)).not.toThrow()
})
