import type { Counters, LoadSummary } from './load.js'
import type { LoadOptions } from './load-options.js'
import type { LongKind, LongResult } from './long.js'
import type { Lost, Sample } from './sample.js'

/** What the rehearsal tells the load process, a JSON line each. The first one has to be `load`. */
export type LoadCommand =
  | { readonly load: LoadOptions }
  | { readonly phase: { readonly machine: string; readonly name: string } }
  | { readonly long: LongCommand }
  | { readonly closeLong: number }
  | { readonly stop: true }

export type LongCommand = {
  /** Chosen by the sender; comes back with the result. */
  readonly id: number
  readonly machine: string
  readonly kind: LongKind
  readonly seconds: number
  /** Of an upload or download; default: as many as fit its seconds. */
  readonly bytes?: number
}

/** What the load process tells the rehearsal, a JSON line each. The last one is `stopped`. */
export type LoadEvent =
  | { readonly started: true }
  | { readonly samples: readonly Sample[]; readonly counters: Counters }
  | { readonly lost: Lost }
  | { readonly longDone: { readonly id: number; readonly result: LongResult } }
  | { readonly stopped: LoadSummary }
