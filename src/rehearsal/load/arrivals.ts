import { nowMs } from './now.js'

/** A request that is sent later than this after its time was sent late, and its latency is partly the generator's. */
const lateAfterMs = 20

export type ArrivalsReport = {
  readonly dispatched: number
  /** How many were sent more than 20 ms late. */
  readonly lateDispatches: number
  readonly maxLateMs: number
}

/**
 * Constant arrivals: request number i is due at start + i / rate, whatever became of the ones before. After a stall
 * everything that is due is sent at once, each with the time it was meant for, so that a stall cannot hide.
 */
export class Arrivals {
  readonly startedAt = nowMs()
  readonly #everyMs: number
  readonly #dispatch: (number: number, at: number) => void
  #timer: NodeJS.Timeout | undefined
  #next = 0
  #late = 0
  #maxLateMs = 0

  constructor(ratePerSecond: number, dispatch: (number: number, at: number) => void) {
    if (!(ratePerSecond > 0)) throw new RangeError(`ratePerSecond: more than 0 is needed, not ${ratePerSecond}.`)
    this.#everyMs = 1000 / ratePerSecond
    this.#dispatch = dispatch
    this.#wait()
  }

  /** Sends what is due by now, even if a stall has kept it back, and nothing more. */
  stop(): ArrivalsReport {
    clearTimeout(this.#timer)
    this.#sendDue()
    return { dispatched: this.#next, lateDispatches: this.#late, maxLateMs: this.#maxLateMs }
  }

  #due(): number {
    return this.startedAt + this.#next * this.#everyMs
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
      this.#maxLateMs = Math.max(this.#maxLateMs, now - at)
      if (now - at > lateAfterMs) this.#late++
      this.#dispatch(this.#next++, at)
    }
  }
}
