import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { page } from '../../../src/rehearsal/report/page.js'
import { rehearsed } from './fixtures/rehearsed.js'
import { soaked } from './fixtures/soaked.js'

const hostile = `</script><script>alert('x')</script> & "quoted" <b>`
const html = page(rehearsed({ crashes: true, text: hostile }))
const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '')
const still = html.replace(/<(script|style)[\s\S]*?<\/\1>/g, '')

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
  for (const text of [
    '2 releases on 3 machines, 6,400 requests',
    'Latency, ms',
    'Lost or mixed requests',
    '1.1.0 failed at',
  ])
    expect(still).toContain(text)
  expect(still).toMatch(/<span class="failed"[^>]*>/)
  expect(still).toMatch(/<i class="flag unproven"/)
  expect(still).toMatch(/<svg class="still"[\s\S]*<path class="p99"/)
})

test('a rehearsal that went well has flags, drains and no cross', () => {
  const good = page(rehearsed()).replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
  expect(good.match(/<i class="flag" style/g)).toHaveLength(3)
  expect(good.match(/<span class="drain"/g)).toHaveLength(3)
  expect(good).not.toMatch(/class="cross"|unproven|class="failed"/)
  expect(good).toContain('not one lost or mixed')
})

test('what was lost while a site was taken in is one number, wherever it is told', () => {
  const report = rehearsed({ adopts: true })
  const n = report.adoptions[0]?.lost ?? 0
  expect([report.ok, report.lost, n > 0, report.lostRequests.length]).toEqual([true, 0, true, n])
  const adopted = page(report).replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
  expect(adopted).toContain(`<h2>Lost or mixed requests: ${n}, of them ${n} while a site was taken in</h2>`)
  expect(adopted).toContain(`<b data-figure="lost">0</b><span>not counting ${n} while a site was taken in</span>`)
  expect(adopted).toMatch(/<i class="cross" style/)
  expect(adopted).toMatch(/<i class="cross" aria-hidden="true">✕<\/i>lost or mixed/) // the key says what the cross is
  expect(adopted).toMatch(/class="most">at most \d+ in 0\.1 s/)
  expect(adopted).not.toContain('not one lost or mixed')
})

test('a soak says of its figures what they are, and draws no drain, for it has none', () => {
  const report = soaked()
  expect(report).toMatchObject({ ok: true, latencyMs: { max: 30 }, aroundSwitchMs: { p50: expect.closeTo(30, 0) } })
  const html = page(report).replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
  expect(html).not.toMatch(/within a second|all requests|drain|was stopped/)
  expect(html).toMatch(/<dt>The same while it was switched<\/dt><dd><b data-figure="aroundSwitchMs.p99">/)
  const rows = [...html.matchAll(/<tr><td>([^<]*)<\/td><td class="number">([\d.]+)<\/td>/g)]
  expect(rows.map(([, of, p50]) => [of, Math.round(Number(p50))])).toEqual([
    ['measured', 30],
    ['while it was switched', 30],
    ['as long without a switch', 20],
  ])
  expect(html.match(/<i class="flag" style/g)).toHaveLength(2)
})

test('is as large as the time is long, not as the requests are many', () => {
  const long = { machines: 20, crashes: true }
  const sizes = [20_000, 60_000].map((requests) => page(rehearsed({ ...long, requests })).length)
  expect(sizes[1]).toBeLessThan(1_000_000)
  expect((sizes[1] ?? 0) / (sizes[0] ?? 1)).toBeLessThan(1.5)
})

test('its scripts are well-formed', () => {
  for (const script of scripts) expect(() => new Script(script)).not.toThrow()
})
