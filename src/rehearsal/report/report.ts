import type { LongKind } from '../load/long.js'
import type { Lost } from '../load/sample.js'
import type { RehearsalOptions } from '../options.js'
import type { AdoptionLine } from './adoption.js'
import type { Timeline } from './timeline.js'

/** `report.json`. Moments are ISO 8601 texts; what is called `ms` or ends in `Ms` is milliseconds. */
export type Report = {
  /** What happened, for people. */
  readonly sentence: string
  /** Nothing was lost, mixed, stale or cut, and everything ended as expected. */
  readonly ok: boolean
  /** Why not. */
  readonly problems: readonly string[]
  readonly startedAt: string
  readonly endedAt: string
  readonly options: RehearsalOptions
  /** Sent from before the first step of the second release until after the last step. */
  readonly requests: number
  /** Sites that were taken in under load; empty without `--adopt`. What was lost then is told here, and not in `lost`. */
  readonly adoptions: readonly AdoptionLine[]
  /** Not answered, not in time, not completely, or not with a status 2xx. */
  readonly lost: number
  /** Answered by neither release, or by both. */
  readonly mixed: number
  /** Sent after a machine's switch was proven, and answered by an older release. */
  readonly stale: number
  readonly answersByRelease: Readonly<Record<string, number>>
  readonly latencyMs: LatencyMs | null
  /** Of the requests that were due within a second of their own machine's switch. */
  readonly aroundSwitchMs: LatencyMs | null
  /** Which release each machine answers with at the end. */
  readonly serving: Readonly<Record<string, string>>
  readonly deployments: readonly DeploymentEnd[]
  /** In order of time; those of the first release, before the load, too. */
  readonly steps: readonly StepLine[]
  readonly switches: readonly SwitchLine[]
  readonly transfers: readonly Transfer[]
  /** Lost and mixed ones, the first 1,000. */
  readonly lostRequests: readonly Lost[]
  readonly generator: {
    readonly lateDispatches: number
    readonly maxLateMs: number
    /** More than 1 % of the requests were sent late: the latencies tell of this machine. */
    readonly saturated: boolean
  }
  /** What was not the real thing. */
  readonly simulated: readonly string[]
  readonly versions: Readonly<Record<string, string>>
  readonly timeline: Timeline
}

export type LatencyMs = {
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export type DeploymentEnd = {
  readonly release: string
  readonly result: 'succeeded' | 'failed'
  readonly failedAt?: { readonly machine: string; readonly step: string; readonly message: string }
  readonly asExpected: boolean
}

export type StepLine = {
  readonly machine: string
  readonly step: string
  readonly release: string
  readonly startedAt: string
  readonly ms: number
  readonly result: 'succeeded' | 'failed' | 'killed'
  readonly message?: string
}

export type SwitchLine = {
  readonly machine: string
  readonly release: string
  readonly switchedAt: string
  /** null: it was not proven, and the previous slot was made live again. */
  readonly provenAt: string | null
}

/** A download, upload or websocket that began before a switch. */
export type Transfer = {
  readonly machine: string
  readonly kind: LongKind
  readonly startedAt: string
  readonly ms: number
  /** Which answered; null: nobody. */
  readonly release: string | null
  /** Everything arrived, from the release that was live when it began. */
  readonly complete: boolean
  /** It was in flight when the switch was made, and until it was proven. */
  readonly acrossSwitch: boolean
  readonly error?: string
}
