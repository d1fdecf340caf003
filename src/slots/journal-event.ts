/**
 * What can happen to an application's slots.
 * `switching` is written before the router is touched, `switched` when the new slot is proven, `switched-back`
 * when it was not and the old one serves again; `reverted` is a switch to the slot that was live before; `given-back`: the site that
 * was taken in has its bindings again, and nothing is live behind the router.
 */
export const eventKinds = [
  'prepared',
  'port',
  'deployed',
  'bound',
  'warmed',
  'switching',
  'switched',
  'switched-back',
  'drained',
  'stopped',
  'reverted',
  'given-back',
  'retired',
  'deleted',
  'refused',
] as const

export type EventKind = (typeof eventKinds)[number]

/** What happened, as a step tells it. */
export type Happening = {
  readonly kind: EventKind
  readonly slot?: string
  /** Of a switch: the slot that was live before; left out on the first one. */
  readonly from?: string
  /** Of a switch: the slot that is to be live. */
  readonly to?: string
  /** Of a switch from what is no slot that the marker lists: its port. */
  readonly fromPort?: number
  readonly release?: string
  readonly port?: number
  readonly note?: string
}

/** One line of the journal. */
export type JournalEvent = Happening & {
  /** ISO 8601 */
  readonly at: string
  /** The Octopus task, `''` when run by hand. */
  readonly task: string
  /** Who started it, as far as Octopus tells. */
  readonly who?: string
}
