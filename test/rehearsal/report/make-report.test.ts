import { describe, expect, test } from 'vitest'
import type { LongResult } from '../../../src/rehearsal/load/long.js'
import type { Lost, Sample } from '../../../src/rehearsal/load/sample.js'
import { parseOptions } from '../../../src/rehearsal/options.js'
import { type Facts, makeReport } from '../../../src/rehearsal/report/make-report.js'
import { sample } from './fixtures/samples.js'

const here = { nginx: true, openssl: true, now: new Date(0), platform: 'linux' as const }
const old = Array.from({ length: 60 }, (_, index) => sample(1000 + index * 10))
const young = Array.from({ length: 40 }, (_, index) => sample(1600 + index * 10, { release: '1.1.0', port: 2 }))
const long: LongResult = {
  ...{ kind: 'download', machine: 'web-1', startedAt: 1400, endedAt: 1900, complete: true },
  ...{ releaseBegin: '1.0.0', releaseEnd: '1.0.0', port: 1 },
}

/** A good rehearsal of one machine: switched at 1595, proven at 1650. */
function facts(
  other: { samples?: Sample[]; lost?: Lost[]; longs?: LongResult[]; plan?: Facts['plan'] } & Partial<Facts> = {},
): Facts {
  const { samples = [...old, ...young], lost = [], longs = [long], ...more } = other
  const answers = { requests: 0, answersByRelease: {}, latencyMs: undefined }
  const generator = {
    ...{ lateDispatches: 0, maxLateMs: 1, lateMs: { p50: 0, p99: 1, max: 1 }, eventLoopDelayMs: { p99: 1, max: 1 } },
    ...{ mostInFlight: 3, notSent: 0, saturated: false, because: [] },
  }
  return {
    plan: { options: parseOptions({}, here), scenario: undefined },
    ...{ startedAt: 0, endedAt: 3000, ends: [undefined], versions: { node: '20' } },
    recording: {
      steps: [{ machine: 'web-1', step: 'Switch', release: '1.1.0', startedAt: 1500, ms: 500, result: 'succeeded' }],
      switches: [
        { machine: 'web-1', release: '1.0.0', switchedAt: 100, provenAt: 200 },
        { machine: 'web-1', release: '1.1.0', switchedAt: 1595, provenAt: 1650 },
      ],
      ...{ ports: [], adoptions: [], simulated: new Set(['Tentacle']) },
    },
    load: { ...answers, startedAt: 1000, endedAt: 2000, samples, lost, mixed: [], longs, generator },
    ...more,
  }
}

describe('a report', () => {
  test('of a good rehearsal says so in one sentence', () => {
    const report = makeReport(facts())
    expect(report).toMatchObject({ ok: true, problems: [], requests: 100, lost: 0, mixed: 0, stale: 0 })
    expect(report.answersByRelease).toEqual({ '1.0.0': 60, '1.1.0': 40 })
    expect(report.sentence).toBe(
      '1.1.0 replaced 1.0.0 on 1 machine. 100 requests through NGINX: not one was lost, mixed or stale.',
    )
    expect(report.transfers).toMatchObject([{ release: '1.0.0', complete: true, acrossSwitch: true, ms: 500 }])
    expect(report.simulated).toContain('Tentacle')
  })

  test('of many releases counts the deployments', () => {
    const options = parseOptions({ releases: '0.9.0,1.0.0,1.1.0', tentacles: '3', window: '2' }, here)
    const { sentence } = makeReport(facts({ plan: { options, scenario: undefined }, ends: [undefined, undefined] }))
    expect(sentence).toMatch(/^2 deployments in a row, from 0\.9\.0 to 1\.1\.0, on 1 machine\. /)
  })

  test('of an NGINX that is reloaded says which losses the reload explains, and is not good all the same', () => {
    const options = parseOptions({ router: 'nginx-reload' }, here)
    const reset: Lost = {
      ...sample(1590, { status: undefined, error: 'ECONNRESET: socket hang up' }),
      ...{ reason: 'error', phase: 'Switch' },
    }
    const lost = [
      reset,
      { ...reset, reused: false },
      { ...reset, at: 2_600 },
      { ...reset, error: 'ECONNREFUSED: no' },
      { ...reset, reason: 'truncated' as const },
    ]
    const report = makeReport(facts({ plan: { options, scenario: undefined }, lost }))
    expect(report).toMatchObject({ ok: false, lost: 5, lostAtReload: 1 })
    expect(report.problems).toEqual([
      expect.stringMatching(
        /^5 requests were lost, 1 of them sent on a kept connection that NGINX closed at its reload, .*nginx-flag avoid it$/,
      ),
    ])
    expect(report.sentence).toMatch(
      /through NGINX, reloaded at each switch: 5 lost \(1 of them at a reload, on kept connections, as known\), 0 mixed/,
    )
    const flag = makeReport(facts({ lost }))
    expect(flag).toMatchObject({ lostAtReload: 0, problems: ['5 requests were lost'] })
  })

  test('is not good when a request was lost', () => {
    const lost: Lost = { ...sample(1590, { status: 502, error: 'status 502' }), reason: 'status', phase: 'Switch' }
    const report = makeReport(facts({ samples: [...old, ...young, lost], lost: [lost] }))
    expect(report).toMatchObject({ ok: false, lost: 1, lostRequests: [lost], problems: ['1 request was lost'] })
  })

  test('counts what was lost while a site was taken in apart, and only that', () => {
    const at = (ms: number): Lost => ({ ...sample(ms, { status: 502, error: 'status 502' }), reason: 'status' })
    const lost = [at(1100), at(1130), at(1190)]
    const given = facts({ samples: [...old, ...young, ...lost], lost })
    const adoptions = [{ machine: 'web-1', gapMs: 60, endedAt: 1150 }]
    const report = makeReport({ ...given, recording: { ...given.recording, adoptions } })
    expect(report).toMatchObject({ ok: false, lost: 1, problems: ['1 request was lost'] })
    expect(report.adoptions).toMatchObject([{ machine: 'web-1', gapMs: 60, lost: 2 }])
    expect(report.lostRequests).toHaveLength(3)
    expect(report.sentence).toContain(
      'not counting 2 requests lost in the moment in which 1 site was taken in (at most 60 ms).',
    )
    expect(
      makeReport({ ...given, recording: { ...given.recording, adoptions }, load: { ...given.load, lost: [at(1130)] } })
        .ok,
    ).toBe(true)
  })

  test('is not good when the old release answers after the proof', () => {
    const report = makeReport(facts({ samples: [...old, ...young, sample(1700)] }))
    expect(report.problems).toEqual(['1 answer came from an old release after a switch was proven'])
  })

  test('is not good when a transfer ends on another release than it has to', () => {
    const report = makeReport(facts({ longs: [{ ...long, releaseBegin: '1.1.0', releaseEnd: '1.1.0' }] }))
    expect(report.problems).toEqual(['the download on web-1 was cut: 1.1.0 answered, not 1.0.0'])
  })

  test('says when a transfer was over before the proof', () => {
    const report = makeReport(facts({ longs: [{ ...long, endedAt: 1600 }] }))
    expect(report).toMatchObject({ ok: true, transfers: [{ complete: true, acrossSwitch: false }] })
  })

  test('of a deployment that failed by itself is not good, and of one that had to fail is', () => {
    const ends = [{ machine: 'web-1', step: 'Warm Up', message: 'it is cold' }]
    const failed = facts({ samples: old, longs: [], ends })
    expect(makeReport(failed).problems).toEqual(['1.1.0 failed on web-1 at Warm Up: it is cold'])
    const scenario = { failsAt: 'Warm Up', says: 'its pages answer 500' }
    const meant = makeReport({ ...failed, plan: { ...failed.plan, scenario } })
    expect(meant).toMatchObject({ ok: true, serving: { 'web-1': '1.0.0' } })
    expect(meant.sentence).toContain('as it was meant to (its pages answer 500); 1.0.0 serves on every machine')
    expect(makeReport(facts({ plan: { ...failed.plan, scenario } })).problems).toEqual([
      '1.1.0 succeeded and should have failed',
    ])
  })

  test('is not good when a machine ends on another release', () => {
    const report = makeReport(facts({ samples: [...young, ...old.map((each) => ({ ...each, at: each.at + 2000 }))] }))
    expect(report.problems).toContain('web-1 answers with 1.0.0 at the end, not with 1.1.0')
  })
})
