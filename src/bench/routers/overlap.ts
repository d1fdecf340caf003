import type { Sample } from '../../rehearsal/load/sample.js'

/** A switch: when it was begun, and the release that is live after it. Times in milliseconds since 1970. */
export type Switched = { readonly begunAt: number; readonly release: string }

/**
 * For how long both releases answered after each switch, ms: from when the first request was due that the new one answered to when
 * the last was due that the old one answered. 0: the old one answered none that was due after the new one's first.
 */
export function overlaps(samples: readonly Sample[], switches: readonly Switched[]): number[] {
  return switches.map(({ begunAt, release }, index) => {
    const until = switches[index + 1]?.begunAt ?? Number.POSITIVE_INFINITY
    const during = samples.filter(({ at, release: answered }) => at >= begunAt && at < until && answered !== undefined)
    const first = Math.min(...during.filter((each) => each.release === release).map(({ at }) => at))
    const last = Math.max(...during.filter((each) => each.release !== release).map(({ at }) => at))
    return Math.max(0, last - first)
  })
}
