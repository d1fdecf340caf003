import type { Report } from '../report.js'

/** A logarithmic scale: each gridline at a power of ten, or at 1, 2, 5 where there are few of them. */
export type LatencyScale = { readonly low: number; readonly high: number; readonly ticks: readonly number[] }

const steps = [1, 2, 5]
const fewTicks = 3

export function latencyScale({ timeline }: Pick<Report, 'timeline'>): LatencyScale {
  let lowest = Number.POSITIVE_INFINITY
  let highest = 0
  for (const { p50Ms, maxMs } of [timeline.all, ...Object.values(timeline.machines)]) {
    for (const ms of p50Ms) if (ms !== null && ms > 0) lowest = Math.min(lowest, ms)
    for (const ms of maxMs) if (ms !== null) highest = Math.max(highest, ms)
  }
  const low = 10 ** Math.floor(Math.log10(Math.min(lowest, 1)))
  const high =
    [1, 2, 5, 10]
      .map((step) => step * 10 ** Math.floor(Math.log10(Math.max(highest, 10))))
      .find((top) => top >= highest) ?? 10
  const powers = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, index) => low * 10 ** index)
  const all = powers.flatMap((power) => steps.map((step) => step * power)).filter((tick) => tick <= high)
  const tens = powers.filter((tick) => tick <= high)
  return { low, high, ticks: (tens.length < fewTicks ? all : tens).map((tick) => Number(tick.toPrecision(1))) }
}
