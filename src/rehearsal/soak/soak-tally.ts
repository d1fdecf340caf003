import { LatencyHistogram } from '../load/latency-histogram.js'
import type { LossReason, Sample } from '../load/sample.js'
import { TimelineTally } from './timeline-tally.js'

/** A stretch of time, and what became of the requests that were due in it. */
export class Phase {
  readonly kind: PhaseKind
  readonly startedAt: number
  readonly latency = new LatencyHistogram()
  requests = 0
  lost = 0
  mixed = 0
  stale = 0

  constructor(kind: PhaseKind, startedAt: number) {
    this.kind = kind
    this.startedAt = startedAt
  }
}

/** What is compared is `switch` with `quiet`; the beginning and the end belong to neither. */
export type PhaseKind = 'running in' | 'quiet' | 'switch' | 'ending'

/** A release on its way to be live, or live. Times in milliseconds since 1970. */
type Turn = { readonly release: string; readonly startedAt: number; provenAt: number | undefined; over: boolean }

/** What became of any number of requests to one machine, in little memory: no request is kept. */
export class SoakTally {
  readonly phases: Phase[]
  readonly answersByRelease: Record<string, number> = {}
  /** The release of the request that was due last, of those that were answered. */
  serving = 'nothing'
  /** Of the phases that are compared. */
  readonly latency = new LatencyHistogram()
  readonly timeline: TimelineTally
  readonly #turns: Turn[]
  #waiting: Sample[] = []
  #servedAt = 0

  /** @param release which is live at the beginning */
  constructor(startedAt: number, release: string) {
    this.phases = [new Phase('running in', startedAt)]
    this.timeline = new TimelineTally(startedAt)
    this.#turns = [{ release, startedAt: 0, provenAt: 0, over: true }]
  }

  /** What is due from now on belongs to this phase. */
  enter(kind: PhaseKind, now: number): Phase {
    const phase = new Phase(kind, now)
    this.phases.push(phase)
    return phase
  }

  switchBegins(release: string, now: number): void {
    this.#turns.push({ release, startedAt: now, provenAt: undefined, over: false })
  }

  /** @param provenAt undefined: it was not proven, and the release before it is live again */
  switchEnded(provenAt: number | undefined): void {
    const turn = this.#turns.at(-1)
    if (turn) Object.assign(turn, { provenAt, over: true })
    const waiting = this.#waiting
    this.#waiting = []
    this.record(waiting)
  }

  /** While a switch is under way nobody knows yet when it will be proven: what comes meanwhile waits for its end. */
  record(samples: readonly Sample[]): void {
    if (this.#turns.at(-1)?.over === false) for (const sample of samples) this.#waiting.push(sample)
    else for (const sample of samples) this.#recordOne(sample)
  }

  #recordOne(sample: Sample & { readonly reason?: LossReason }): void {
    const phase = this.phases.findLast(({ startedAt }) => startedAt <= sample.at) ?? this.phases[0]
    if (!phase) return
    this.timeline.record(sample)
    phase.requests++
    if (sample.error !== undefined) {
      if (sample.reason === 'mixed') phase.mixed++
      else phase.lost++
      return
    }
    const { release = 'unknown', at, ms } = sample
    if (this.#isStale(sample)) phase.stale++
    phase.latency.record(ms)
    if (phase.kind === 'switch' || phase.kind === 'quiet') this.latency.record(ms)
    this.answersByRelease[release] = (this.answersByRelease[release] ?? 0) + 1
    if (at < this.#servedAt) return
    this.#servedAt = at
    this.serving = release
  }

  /** Answered neither by the release that had been proven last before it was due, nor by one whose switch had begun by its end. */
  #isStale({ at, ms, release }: Sample): boolean {
    if (release === undefined) return false
    const last = this.#turns.findLastIndex(({ provenAt }) => provenAt !== undefined && provenAt < at)
    return !this.#turns.some(
      (turn, index) => index >= last && turn.release === release && (index === last || turn.startedAt <= at + ms),
    )
  }
}
