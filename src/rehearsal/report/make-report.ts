import type { FailedAt } from '../deployment.js'
import type { Scenario } from '../fail.js'
import { latency } from '../load/latency.js'
import type { LoadResult } from '../load/load.js'
import type { LongResult } from '../load/long.js'
import type { Sample } from '../load/sample.js'
import type { RehearsalOptions } from '../options.js'
import type { Plan } from '../plan.js'
import type { Recording, Switch } from '../recording.js'
import { simulatedGapMs } from '../simulated-machine.js'
import { compared, roundedLatency as roundedHistogram } from '../soak/compared.js'
import type { Soak, SoakSwitch } from '../soak/soak.js'
import { adoptionLines, isInGap } from './adoption.js'
import { withKnownReleases } from './known-release.js'
import { lostAtReload } from './lost-at-reload.js'
import type { DeploymentEnd, LatencyMs, Report, Transfer } from './report.js'
import { sentenceOf } from './sentence.js'
import { slowRequests as slowRequestsIn } from './slow.js'
import { soakReport } from './soak-report.js'
import { soakSentence } from './soak-sentence.js'
import { staleAnswers } from './stale.js'
import { timelineOf } from './timeline.js'
import { problemsIn } from './verdict.js'

export type Facts = {
  readonly plan: Pick<Plan, 'options' | 'scenario'>
  readonly startedAt: number
  readonly endedAt: number
  readonly recording: Pick<Recording, 'steps' | 'switches' | 'ports' | 'adoptions' | 'simulated'>
  readonly load: LoadResult
  /** Of a soak: what its requests came to, which were not kept. */
  readonly soak?: Soak | undefined
  /** Of all releases but the first: where each failed. */
  readonly ends: readonly (FailedAt | undefined)[]
  readonly versions: Readonly<Record<string, string>>
}

const mostLostShown = 1_000
const aroundMs = 1_000

export function makeReport({ plan, startedAt, endedAt, recording, load, soak, ends, versions }: Facts): Report {
  const { options, scenario } = plan
  const machines = [...new Set(recording.steps.map(({ machine }) => machine))].sort(byNumber)
  const measured = soak ? measuredIn(soak, machines) : measuredBy(load, recording, machines)
  const { latencyMs, aroundSwitchMs, slowRequests, timeline, ...counts } = measured
  const soaked = soak && { soak: soakReport(soak, load.longs, options.roundTripMs ?? 0) }
  const lost = load.lost.filter((each) => !isInGap(each, recording.adoptions))
  const facts = {
    ...counts,
    adoptions: adoptionLines(recording.adoptions, load.lost),
    lost: lost.length,
    lostOnReused: lost.filter(({ reused }) => reused).length,
    lostOnFresh: lost.filter(({ reused }) => !reused).length,
    lostAtReload: lostAtReload(lost, recording.switches, options.router).length,
    mixed: load.mixed.length,
    deployments: soak ? soak.switches.map(switchEnd) : deploymentEnds(options, scenario, ends),
    transfers: load.longs.map((long) => transferOf(long, recording.switches, soak === undefined)),
    generator: load.generator,
  }
  const problems = problemsIn(facts, options.releases)
  return {
    sentence: soaked
      ? soakSentence({ ...facts, ...soaked, options })
      : sentenceOf({ ...facts, options, scenario, isOk: problems.length === 0 }),
    ok: problems.length === 0,
    problems,
    startedAt: iso(startedAt),
    endedAt: iso(endedAt),
    options,
    ...facts,
    latencyMs,
    aroundSwitchMs,
    steps: [...recording.steps]
      .sort((one, other) => one.startedAt - other.startedAt)
      .map((step) => ({ ...step, startedAt: iso(step.startedAt) })),
    switches: recording.switches.map((each) => ({
      ...each,
      switchedAt: iso(each.switchedAt),
      provenAt: each.provenAt === undefined ? null : iso(each.provenAt),
    })),
    slowRequests,
    lostRequests: [...load.lost, ...load.mixed].sort((one, other) => one.at - other.at).slice(0, mostLostShown),
    simulated: [...simulators(options), ...recording.simulated],
    versions,
    timeline,
    ...soaked,
  }
}

type Measured = Pick<
  Report,
  'requests' | 'stale' | 'answersByRelease' | 'serving' | 'latencyMs' | 'aroundSwitchMs' | 'slowRequests' | 'timeline'
>

function measuredBy(load: LoadResult, recording: Facts['recording'], machines: readonly string[]): Measured {
  const samples = withKnownReleases(load.samples, recording.ports)
  const underLoad = recording.switches.filter(({ switchedAt }) => switchedAt >= load.startedAt)
  const stepsUnderLoad = recording.steps.filter((step) => step.startedAt >= load.startedAt)
  const near = samples.filter(({ machine, at }) =>
    underLoad.some((each) => each.machine === machine && Math.abs(each.switchedAt - at) <= aroundMs),
  )
  return {
    requests: samples.length,
    stale: staleAnswers(samples, recording.switches, recording.steps).length,
    answersByRelease: answersByRelease(samples),
    serving: servingAtTheEnd(samples, machines),
    latencyMs: roundedLatency(samples),
    aroundSwitchMs: roundedLatency(near),
    slowRequests: slowRequestsIn(samples, latency(samples)?.p50, stepsUnderLoad),
    timeline: timelineOf(samples, machines, load.startedAt),
  }
}

/** What is called around the switches is the whole time in which there were some. */
function measuredIn({ tally }: Soak, machines: readonly string[]): Measured {
  const { phases, answersByRelease, serving, latency, timeline } = tally
  const sum = (which: 'requests' | 'stale') => phases.reduce((total, phase) => total + phase[which], 0)
  return {
    ...{ requests: sum('requests'), stale: sum('stale'), answersByRelease },
    serving: Object.fromEntries(machines.map((machine) => [machine, serving])),
    latencyMs: roundedHistogram(latency),
    aroundSwitchMs: compared(phases).switching.latencyMs,
    slowRequests: null,
    timeline: timeline.timeline(machines[0] ?? ''),
  }
}

const switchEnd = ({ release, failedAt }: SoakSwitch): DeploymentEnd =>
  failedAt
    ? { release, result: 'failed', failedAt, asExpected: false }
    : { release, result: 'succeeded', asExpected: true }

const iso = (ms: number) => new Date(ms).toISOString()

const byNumber = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true })

function roundedLatency(samples: readonly Sample[]): LatencyMs | null {
  const exact = latency(samples)
  if (!exact) return null
  const round = (ms: number) => Math.round(ms * 10) / 10
  return { p50: round(exact.p50), p99: round(exact.p99), p999: round(exact.p999), max: round(exact.max) }
}

function answersByRelease(samples: readonly Sample[]): Record<string, number> {
  const answers: Record<string, number> = {}
  for (const { release = 'unknown', error } of samples)
    if (error === undefined) answers[release] = (answers[release] ?? 0) + 1
  return answers
}

function servingAtTheEnd(samples: readonly Sample[], machines: readonly string[]): Record<string, string> {
  const last = new Map<string, Sample>()
  for (const sample of samples)
    if (sample.error === undefined && sample.at >= (last.get(sample.machine)?.at ?? 0)) last.set(sample.machine, sample)
  return Object.fromEntries(machines.map((machine) => [machine, last.get(machine)?.release ?? 'nothing']))
}

function deploymentEnds(
  { releases }: RehearsalOptions,
  scenario: Scenario | undefined,
  ends: readonly (FailedAt | undefined)[],
): DeploymentEnd[] {
  return releases.slice(1).map((release, index) => {
    const failedAt = ends[index]
    const expected = index === releases.length - 2 ? scenario?.failsAt : undefined
    const asExpected = failedAt?.step === expected
    return failedAt ? { release, result: 'failed', failedAt, asExpected } : { release, result: 'succeeded', asExpected }
  })
}

/**
 * @param isOfTheLive whether only the release that was live when it began may have served it; with a switch every other
 * second nobody can tell which one a connection met
 */
function transferOf(
  { machine, kind, startedAt, endedAt, ...long }: LongResult,
  switches: readonly Switch[],
  isOfTheLive: boolean,
): Transfer {
  const own = switches.filter((each) => each.machine === machine)
  const live = own.findLast(({ provenAt }) => provenAt !== undefined && provenAt < startedAt)?.release
  const next = own.find(({ switchedAt }) => switchedAt >= startedAt)
  const other =
    isOfTheLive && live !== undefined && long.releaseEnd !== live
      ? `${long.releaseEnd ?? 'nobody'} answered, not ${live}`
      : undefined
  const error = long.error ?? other
  return {
    machine,
    kind,
    startedAt: iso(startedAt),
    ms: Math.round(endedAt - startedAt),
    release: long.releaseEnd ?? null,
    complete: long.complete && other === undefined,
    acrossSwitch: next !== undefined && endedAt > (next.provenAt ?? next.switchedAt),
    ...(error === undefined ? {} : { error }),
  }
}

const simulators = ({ iis, ...options }: RehearsalOptions): string[] => [
  ...(iis ? [] : simulatedIis(options)),
  'Octopus server: the rehearsal runs the process itself',
]

const simulatedIis = ({ router, adopt }: Omit<RehearsalOptions, 'iis'>): string[] => [
  'IIS: appcmd, http.sys and its worker processes are a simulator; applications are real processes',
  ...(router.startsWith('arr-')
    ? ['ARR and URL Rewrite: a simulator; its figures say nothing about the real ones']
    : []),
  ...(adopt
    ? [`The gap when a site is taken in: the simulator waits ${simulatedGapMs} ms; how long IIS takes is not known`]
    : []),
]
