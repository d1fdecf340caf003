import type { Sample } from '../load/sample.js'
import type { StepRun } from '../recording.js'

/** Good answers that took much longer than the others. */
export type SlowRequests = {
  /** Longer than this: 20 times the median, from 50 ms to 1 s. */
  readonly limitMs: number
  readonly count: number
  /** The slowest 100, in order of time. */
  readonly slowest: readonly SlowRequest[]
}

export type SlowRequest = Pick<Sample, 'at' | 'machine' | 'kind' | 'reused' | 'ms'> & {
  readonly release: string | null
  /** What its machine was going through when the request was due. */
  readonly phase: string
}

const mostShown = 100
const leastLimitMs = 50
const mostLimitMs = 1_000
const timesMedian = 20

export function slowRequests(
  samples: readonly Sample[],
  medianMs: number | undefined,
  steps: readonly StepRun[],
): SlowRequests {
  const limitMs = Math.min(mostLimitMs, Math.max(leastLimitMs, Math.round((medianMs ?? 0) * timesMedian)))
  const slow = samples.filter(({ ms, error }) => error === undefined && ms > limitMs)
  const slowest = slow
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, mostShown)
    .sort((one, other) => one.at - other.at)
    .map(({ at, machine, kind, reused, release, ms }) => ({
      ...{ at, machine, kind, reused, release: release ?? null, ms: Math.round(ms * 10) / 10 },
      phase: phaseAt(at, machine, steps),
    }))
  return { limitMs, count: slow.length, slowest }
}

/** As the load generator names it for what is lost: the step, or `after` the last one. */
function phaseAt(at: number, machine: string, steps: readonly StepRun[]): string {
  const last = steps
    .filter((step) => step.machine === machine && step.startedAt <= at)
    .reduce<StepRun | undefined>((one, other) => (one && one.startedAt > other.startedAt ? one : other), undefined)
  if (!last) return 'no step'
  return at <= last.startedAt + last.ms ? last.step : `after ${last.step}`
}
