import { expect, test } from 'vitest'
import type { Sample } from '../../../src/rehearsal/load/sample.js'
import { compared } from '../../../src/rehearsal/soak/compared.js'
import { SoakTally } from '../../../src/rehearsal/soak/soak-tally.js'
import { sample } from '../report/fixtures/samples.js'

const [a, b] = ['1.0.0', '1.1.0']
const from = (release: string, at: number, ms = 2): Sample => sample(at, { release, ms })
const lost = (at: number, reason = 'error'): Sample => ({ ...sample(at, { error: 'ECONNRESET' }), ...{ reason } })

/** 1.1.0 is live from 0; 1.0.0 is switched to from 2000 on, and proven at 2300. */
function tallied(samples: readonly Sample[]): SoakTally {
  const tally = new SoakTally(0, b)
  tally.enter('quiet', 1000)
  tally.enter('switch', 2000)
  tally.switchBegins(a, 2000)
  tally.record(samples)
  tally.switchEnded(2300)
  return tally
}

test('each request belongs to the phase in which it was due, even if it was answered in another one', () => {
  const { phases, latency } = tallied([from(b, 500), from(b, 1999, 700), lost(1500), lost(2100), lost(2200, 'mixed')])
  expect(phases.map(({ kind, requests, lost, mixed }) => [kind, requests, lost, mixed])).toEqual([
    ['running in', 1, 0, 0],
    ['quiet', 2, 1, 0],
    ['switch', 2, 1, 1],
  ])
  expect(latency.latency()).toMatchObject({ count: 1, max: 700 })
})

test('latencies are those of what is compared, with switches and without: not of the running in, nor of the end', () => {
  const tally = tallied([from(b, 500, 5_000), from(b, 1999, 700), from(b, 2100, 3)])
  tally.enter('ending', 5000)
  tally.record([from(a, 5100, 900)])
  expect(tally.latency.latency()).toMatchObject({ count: 2, max: 700 })
})

test('what is answered by the old release after the proof is stale, and by either before it is not', () => {
  const staleIn = (...samples: Sample[]) => tallied(samples).phases.reduce((sum, { stale }) => sum + stale, 0)
  expect(staleIn(from(b, 1500), from(b, 2299), from(a, 2100), from(a, 2400), from(a, 1990, 50))).toBe(0)
  expect(staleIn(from(b, 2301))).toBe(1)
  // before the switch began nobody can have met the new one
  expect(staleIn(from(a, 1500))).toBe(1)
})

test('a release that was live before the last two switches is as stale as any other', () => {
  const tally = tallied([])
  tally.switchBegins(b, 4000)
  tally.record([from(b, 3900), from(a, 4100), from(b, 4100)])
  tally.switchEnded(4200)
  tally.record([from(a, 4300)])
  expect(tally.phases.at(-1)?.stale).toBe(2)
})

test('after a switch that was not proven the release before it is right', () => {
  const tally = tallied([])
  tally.switchBegins(b, 4000)
  tally.switchEnded(undefined)
  tally.record([from(a, 4500), from(b, 4100)])
  expect(tally.phases.at(-1)?.stale).toBe(0)
})

test('the release that answered last is told, whatever came in later', () => {
  const tally = tallied([from(a, 2600), from(b, 1100)])
  expect(tally.serving).toBe(a)
  expect(tally.answersByRelease).toEqual({ [a]: 1, [b]: 1 })
})

test('switches are compared with as long without', () => {
  const ms = (from: number, each: number) =>
    Array.from({ length: 500 }, (_, index) => sample(from + index, { release: b, ms: each }))
  const { ratio, switching, quiet } = compared(tallied([...ms(1000, 20), ...ms(2000, 21)]).phases)
  expect([switching.requests, quiet.requests]).toEqual([500, 500])
  expect(ratio?.p99).toBeCloseTo(1.05, 2)
  expect(compared(tallied([]).phases).ratio).toBeNull()
})
