import type { Latency } from './latency.js'

/** Each bucket is this much wider than the one before: no percentile is off by more than 0.1 %. */
const growth = Math.log(1.002)

/** Any number of latencies in little memory, for runs that are too long to keep each; two can be added up. */
export class LatencyHistogram {
  readonly #counts = new Map<number, number>()
  #count = 0
  #max = 0

  record(ms: number, times = 1): void {
    const bucket = Math.round(Math.log(Math.max(ms, 0.001)) / growth)
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + times)
    this.#count += times
    this.#max = Math.max(this.#max, ms)
  }

  add(other: LatencyHistogram): void {
    for (const [bucket, times] of other.#counts) this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + times)
    this.#count += other.#count
    this.#max = Math.max(this.#max, other.#max)
  }

  /** @returns undefined when nothing was recorded: no data is not 0 ms */
  latency(): Latency | undefined {
    if (this.#count === 0) return
    const ascending = [...this.#counts].sort(([one], [other]) => one - other)
    const percentile = (per1000: number): number => {
      let left = Math.ceil((this.#count * per1000) / 1000)
      for (const [bucket, times] of ascending) {
        left -= times
        if (left <= 0) return Math.min(this.#max, Math.exp(bucket * growth))
      }
      return this.#max
    }
    return {
      count: this.#count,
      p50: percentile(500),
      p99: percentile(990),
      p999: percentile(999),
      max: this.#max,
    }
  }
}
