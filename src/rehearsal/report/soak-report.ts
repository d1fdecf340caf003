import type { LongKind, LongResult } from '../load/long.js'
import { type Compared, compared, roundedLatency } from '../soak/compared.js'
import type { Soak } from '../soak/soak.js'
import { switchEveryMs } from '../soak/soak-plan.js'

/** What `report.json` has of a soak. */
export type SoakReport = Compared & {
  readonly switchEveryMs: number
  /** How much of the processors was used, by all that runs on this machine: 0 to 1, null: not measured. */
  readonly processorsBusy: Soak['busy']
  /** The delay between clients and machine, both ways together; 0: none. */
  readonly roundTripMs: number
  /** How long from the start of a switch's step to its proof. */
  readonly provenAfterMs: { readonly median: number; readonly max: number } | null
  /** Those that are measured; two more before them, for running in, are among `switches` of the report. */
  readonly eachSwitch: readonly SoakSwitchLine[]
  readonly transfers: readonly SoakTransfersLine[]
}

export type SoakSwitchLine = {
  readonly number: number
  readonly release: string
  readonly startedAt: string
  readonly switchedAt: string | null
  readonly provenAt: string | null
  /** Of the step, start included. */
  readonly ms: number
  /** Due from its start to that of what came next. */
  readonly requests: number
  readonly lost: number
  readonly mixed: number
  readonly stale: number
  readonly p99Ms: number | null
  readonly maxMs: number | null
}

export type SoakTransfersLine = {
  readonly kind: LongKind
  readonly count: number
  /** Everything arrived, unharmed, from one release. */
  readonly whole: number
  /** How many switches one of them was in flight across, at most. */
  readonly mostSwitches: number
}

const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())

export function soakReport(
  { tally, switches, busy }: Soak,
  longs: readonly LongResult[],
  roundTripMs: number,
): SoakReport {
  const measured = switches.filter(({ number }) => number > 0)
  const provenAfter = measured
    .flatMap(({ startedAt, told }) => (told?.provenAt === undefined ? [] : [Math.round(told.provenAt - startedAt)]))
    .sort((one, other) => one - other)
  const median = provenAfter[Math.floor((provenAfter.length - 1) / 2)]
  const switchedAt = switches.flatMap(({ told }) => (told ? [told.switchedAt] : []))
  const crossed = ({ startedAt, endedAt }: LongResult) =>
    switchedAt.filter((at) => at > startedAt && at < endedAt).length
  const kinds = [...new Set(longs.map(({ kind }) => kind))]
  return {
    ...compared(tally.phases),
    ...{ switchEveryMs, roundTripMs, processorsBusy: busy },
    provenAfterMs: median === undefined ? null : { median, max: provenAfter.at(-1) ?? median },
    eachSwitch: measured.map(({ number, release, startedAt, ms, phase, told }) => {
      const latency = roundedLatency(phase.latency)
      return {
        ...{ number, release, startedAt: new Date(startedAt).toISOString() },
        ...{ switchedAt: iso(told?.switchedAt), provenAt: iso(told?.provenAt), ms: Math.round(ms) },
        ...{ requests: phase.requests, lost: phase.lost, mixed: phase.mixed, stale: phase.stale },
        ...{ p99Ms: latency?.p99 ?? null, maxMs: latency?.max ?? null },
      }
    }),
    transfers: kinds.map((kind) => {
      const own = longs.filter((long) => long.kind === kind)
      return {
        ...{ kind, count: own.length, whole: own.filter(({ complete }) => complete).length },
        mostSwitches: Math.max(...own.map(crossed)),
      }
    }),
  }
}
