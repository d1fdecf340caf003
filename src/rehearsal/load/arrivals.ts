import { type Generator, lateAfterMs } from './generator.js'
import { LatencyHistogram } from './latency-histogram.js'
import { nowMs } from './now.js'

export type ArrivalsReport = Pick<Generator, 'lateDispatches' | 'maxLateMs' | 'lateMs'> & {
  readonly dispatched: number
}

/**
 * Constant arrivals: request number i is due at start + i / rate, whatever became of the ones before; with a ramp the rate
 * grows evenly up to that at first. After a stall
 * everything that is due is sent at once, each with the time it was meant for, so that a stall cannot hide.
 */
export class Arrivals {
  readonly startedAt = nowMs()
  readonly #everyMs: number
  readonly #rampMs: number
  readonly #dispatch: (number: number, at: number) => void
  #timer: NodeJS.Timeout | undefined
  #next = 0
  #late = 0
  readonly #lateness = new LatencyHistogram()

  constructor(ratePerSecond: number, dispatch: (number: number, at: number) => void, rampMs = 0) {
    if (!(ratePerSecond > 0)) throw new RangeError(`ratePerSecond: more than 0 is needed, not ${ratePerSecond}.`)
    this.#everyMs = 1000 / ratePerSecond
    this.#rampMs = rampMs
    this.#dispatch = dispatch
    this.#wait()
  }

  /** Sends what is due by now, even if a stall has kept it back, and nothing more. */
  stop(): ArrivalsReport {
    clearTimeout(this.#timer)
    this.#sendDue()
    const { p50 = 0, p99 = 0, max = 0 } = this.#lateness.latency() ?? {}
    return { dispatched: this.#next, lateDispatches: this.#late, maxLateMs: max, lateMs: { p50, p99, max } }
  }

  #due(): number {
    const atFullRateMs = this.#next * this.#everyMs
    const inRamp = atFullRateMs < this.#rampMs / 2
    return this.startedAt + (inRamp ? Math.sqrt(2 * atFullRateMs * this.#rampMs) : atFullRateMs + this.#rampMs / 2)
  }

  #wait(): void {
    this.#timer = setTimeout(
      () => {
        this.#sendDue()
        this.#wait()
      },
      Math.max(0, this.#due() - nowMs()),
    )
  }

  #sendDue(): void {
    for (let at = this.#due(), now = nowMs(); at <= now; at = this.#due(), now = nowMs()) {
      this.#lateness.record(now - at)
      if (now - at > lateAfterMs) this.#late++
      this.#dispatch(this.#next++, at)
    }
  }
}
