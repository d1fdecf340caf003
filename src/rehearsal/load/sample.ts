import type { RequestKind } from './load-options.js'

/** What became of one request. */
export type Sample = {
  /** When it was meant to be sent, in milliseconds since 1970, with fractions. */
  readonly at: number
  readonly machine: string
  /** From `at` to the answer's last byte or the error: a generator that was late shows, too. */
  readonly ms: number
  readonly kind: RequestKind
  /** Whether its connection had carried a request before. */
  readonly reused: boolean
  readonly release: string | undefined
  readonly port: number | undefined
  readonly status: number | undefined
  readonly error?: string
}

export type LossReason = 'error' | 'status' | 'truncated' | 'mixed' | 'timeout'

/** A request that was not answered as it should have been. `mixed` ones are kept apart from those that are lost. */
export type Lost = Sample & {
  readonly reason: LossReason
  /** The machine's phase when the request was sent, if one was set. */
  readonly phase?: string
}
