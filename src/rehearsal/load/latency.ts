import type { Sample } from './sample.js'

/** In milliseconds, of requests that were answered. Exact: read off the sorted samples, nothing interpolated. */
export type Latency = {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** @returns undefined when nothing was answered: no data is not 0 ms */
export function latency(samples: readonly Sample[]): Latency | undefined {
  const ms = Float64Array.from(samples.filter(answered), (sample) => sample.ms).sort()
  const max = ms.at(-1)
  if (max === undefined) return
  const percentile = (per1000: number) => ms[Math.ceil((ms.length * per1000) / 1000) - 1] ?? max
  return { count: ms.length, p50: percentile(500), p99: percentile(990), p999: percentile(999), max }
}

/** The latency of the requests that were due within `withinMs` (default 1,000) of one of these moments. */
export function latencyAround(
  samples: readonly Sample[],
  moments: readonly number[],
  withinMs = 1000,
): Latency | undefined {
  return latency(samples.filter(({ at }) => moments.some((moment) => Math.abs(at - moment) <= withinMs)))
}

const answered = ({ status, error }: Sample) => status !== undefined && error === undefined
