import { LatencyHistogram } from '../load/latency-histogram.js'
import type { LatencyMs } from '../report/report.js'
import type { Phase, PhaseKind } from './soak-tally.js'

/** What became of the requests that were due in all phases of a kind. */
export type PhaseSum = {
  readonly requests: number
  readonly lost: number
  readonly mixed: number
  readonly stale: number
  readonly latencyMs: LatencyMs | null
}

export type Compared = {
  readonly switching: PhaseSum
  readonly quiet: PhaseSum
  /** Of `switching` to `quiet`; null: one of them has no answers. */
  readonly ratio: { readonly p50: number; readonly p99: number; readonly p999: number } | null
}

export function compared(phases: readonly Phase[]): Compared {
  const switching = sumOf(phases, 'switch')
  const quiet = sumOf(phases, 'quiet')
  const [one, other] = [switching.latencyMs, quiet.latencyMs]
  const ratio = (which: 'p50' | 'p99' | 'p999') =>
    one && other ? Math.round((one[which] / other[which]) * 1000) / 1000 : Number.NaN
  return {
    switching,
    quiet,
    ratio: one && other ? { p50: ratio('p50'), p99: ratio('p99'), p999: ratio('p999') } : null,
  }
}

function sumOf(phases: readonly Phase[], kind: PhaseKind): PhaseSum {
  const own = phases.filter((phase) => phase.kind === kind)
  const latency = new LatencyHistogram()
  for (const phase of own) latency.add(phase.latency)
  const sum = (which: 'requests' | 'lost' | 'mixed' | 'stale') => own.reduce((total, phase) => total + phase[which], 0)
  return {
    ...{ requests: sum('requests'), lost: sum('lost'), mixed: sum('mixed'), stale: sum('stale') },
    latencyMs: roundedLatency(latency),
  }
}

/** To a hundredth of a millisecond. */
export function roundedLatency(histogram: LatencyHistogram): LatencyMs | null {
  const latency = histogram.latency()
  if (!latency) return null
  const round = (ms: number) => Math.round(ms * 100) / 100
  return { p50: round(latency.p50), p99: round(latency.p99), p999: round(latency.p999), max: round(latency.max) }
}
