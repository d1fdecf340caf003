import type { Worker } from '../iis/iis.js'
import type { Application } from '../slots/application.js'
import type { JournalEvent } from '../slots/journal-event.js'
import type { Marker, SlotState } from '../slots/marker.js'
import { poolOf } from '../slots/pool-of.js'
import type { SituationWithPools } from '../slots/situation.js'

/** What Status tells, as its JSON artifact holds it. */
export type Status = {
  readonly application: string
  readonly instance: string
  readonly router: string
  readonly live: string | undefined
  /** ISO 8601; undefined when the journal does not know. */
  readonly liveSince: string | undefined
  readonly previous: string | undefined
  readonly disagreements: readonly string[]
  readonly slots: readonly {
    readonly slot: string
    readonly release: string
    readonly port: number | null
    readonly recorded: SlotState
    /** `missing`: the marker lists the slot, IIS has no such site. */
    readonly site: string
    readonly pool: string
    readonly workers: readonly number[]
    /** null: cannot be counted on this machine, or nothing runs. */
    readonly inFlight: number | null
    readonly createdAt: string
  }[]
  /** The last ones, oldest first. */
  readonly events: readonly JournalEvent[]
}

export function statusOf(
  { app, marker, events }: { app: Application; marker: Marker; events: readonly JournalEvent[] },
  { slots, iis, router, live, previous }: SituationWithPools,
  running: readonly Worker[],
  inFlight: ReadonlyMap<string, number | 'unsupported'>,
  mostEvents: number,
): Status {
  const since = events.findLast(({ kind, to }) => (kind === 'switched' || kind === 'reverted') && to === live.slot)
  return {
    application: app.name,
    instance: app.instance,
    router: router.called,
    live: live.slot,
    liveSince: live.slot === undefined ? undefined : since?.at,
    previous,
    disagreements: live.disagreements,
    slots: Object.entries(marker.slots).map(([slot, record]) => {
      const count = inFlight.get(slot)
      const its = poolOf({ slot, record })
      return {
        slot,
        release: record.release,
        port: record.port,
        recorded: record.state,
        site: slots.find(({ slot: name }) => name === slot)?.site.site.state ?? 'missing',
        pool: iis.pools.find(({ name }) => name === its)?.state ?? 'missing',
        workers: running.filter(({ pool }) => pool === its).map(({ pid }) => pid),
        inFlight: typeof count === 'number' ? count : null,
        createdAt: record.createdAt,
      }
    }),
    events: mostEvents === 0 ? [] : events.slice(-mostEvents),
  }
}
