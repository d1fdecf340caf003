import type { Generator } from '../load/generator.js'
import type { LongKind } from '../load/long.js'
import type { Lost } from '../load/sample.js'
import type { RehearsalOptions } from '../options.js'
import type { AdoptionLine } from './adoption.js'
import type { SlowRequests } from './slow.js'
import type { SoakReport } from './soak-report.js'
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
  /** Of the lost ones: on a connection that had carried a request before, as a closed keep-alive connection is. */
  readonly lostOnReused: number
  /** Of the lost ones: on a new connection. */
  readonly lostOnFresh: number
  /** Of these, the ones that a reload of NGINX explains: see lost-at-reload.ts. */
  readonly lostAtReload: number
  /** Answered by neither release, or by both. */
  readonly mixed: number
  /** Sent after a machine's switch was proven, and answered by an older release. */
  readonly stale: number
  readonly answersByRelease: Readonly<Record<string, number>>
  /** In a soak of what is measured only, with switches and without. */
  readonly latencyMs: LatencyMs | null
  /** Of the requests that were due within a second of their own machine's switch; in a soak as `soak.switching` has it. */
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
  /** Null in a soak, which does not keep single requests. */
  readonly slowRequests: SlowRequests | null
  /** How well the load generator itself kept up: when it is saturated, latencies tell of its own machine. */
  readonly generator: Generator
  /** What was not the real thing. */
  readonly simulated: readonly string[]
  readonly versions: Readonly<Record<string, string>>
  readonly timeline: Timeline
  /** Of `--soak` only. */
  readonly soak?: SoakReport
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
