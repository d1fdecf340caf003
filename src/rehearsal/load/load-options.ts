import type { Mix } from './mix.js'

/** A front door that requests are sent to. */
export type LoadTarget = {
  /** The machine behind it, as it is named in the samples. */
  readonly machine: string
  /** Where it is: `http://127.0.0.1:8080`, with a path in front of all paths if need be. */
  readonly url: string
  /** The Host header, default the one of `url`. */
  readonly host?: string
}

export type LoadOptions = {
  readonly targets: readonly LoadTarget[]
  /** Over all targets, spread evenly. */
  readonly ratePerSecond: number
  /** The rate grows up to that for so long at first; default 0: it is there at once. */
  readonly rampMs?: number
  /** The answer header that tells the release. An answer without it counts as mixed. Left out: releases are not checked. */
  readonly releaseHeader?: string
  /** The answer header that tells the slot's port. An answer may lack it. */
  readonly portHeader?: string
  /** How far away the targets are, there and back; default: as far as they are. */
  readonly roundTripMs?: number
  /** For the whole request, from sending it to the last byte of the answer. */
  readonly timeoutMs: number
  /** Out of 100 or any other sum; default 60 get, 20 get-close, 15 post, 5 post-close. */
  readonly mix?: Mix
  readonly paths?: {
    /** Taken in turn; default `['/']`. */
    readonly get?: readonly string[]
    /** Default `/api/echo`. */
    readonly post?: string
  }
  /** With more requests in flight than this no further one is sent, which is told; default 5,000. */
  readonly mostInFlight?: number
  /** Whether the answer to a POST has to be JSON with the body's `sha256`; default true. */
  readonly checkEcho?: boolean
}

/** Sends requests with GET or POST, and over a kept connection or one of their own ("close"). */
export type RequestKind = 'get' | 'get-close' | 'post' | 'post-close'
