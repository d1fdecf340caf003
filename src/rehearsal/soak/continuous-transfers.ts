import type { LoadProcess } from '../load/load-process-client.js'
import type { SoakTransfers } from './soak-plan.js'

/** Keeps so many transfers under way at a machine until it is told to stop; the load process keeps their results. */
export class ContinuousTransfers {
  readonly #rows: readonly Promise<void>[]
  readonly #aborted: AbortSignal
  #stopping = false

  constructor(load: LoadProcess, machine: string, wanted: readonly SoakTransfers[], aborted: AbortSignal) {
    this.#aborted = aborted
    this.#rows = wanted.flatMap((each) =>
      Array.from({ length: each.atOnce }, (_, row) => this.#oneAfterTheOther(load, machine, each, row)),
    )
  }

  /** Begins no more; resolves when those under way are over. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#rows)
  }

  /** The first one of a row is shorter, so that not all rows begin at the same time. */
  async #oneAfterTheOther(load: LoadProcess, machine: string, wanted: SoakTransfers, row: number): Promise<void> {
    const { kind, seconds, bytes, atOnce } = wanted
    for (let share = (row + 1) / atOnce; !this.#stopping && !this.#aborted.aborted; share = 1) {
      const { complete } = await load.long(machine, kind, Math.ceil(seconds * share), bytes).done
      if (!complete) await new Promise((resolve) => setTimeout(resolve, retryAfterMs))
    }
  }
}

/** A server that cuts everything is not asked all the time. */
const retryAfterMs = 1_000
