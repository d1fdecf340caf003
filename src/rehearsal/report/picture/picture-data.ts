import { lookOf } from '../palette.js'
import type { Report } from '../report.js'
import { timeSpan } from '../time-span.js'
import { bars } from './bars.js'
import { latencyScale } from './latency-scale.js'

/** What the page's script needs, no more: as large as the picture is long, however many requests there were. */
export function pictureData(report: Report) {
  const time = timeSpan(report)
  const { timeline, switches, options } = report
  const all = bars(report, time)
  return {
    ...{ spanMs: time.spanMs, pieceMs: time.pieceMs, scale: latencyScale(report), all: timeline.all },
    looks: Object.fromEntries(
      Object.keys(report.answersByRelease).map((release) => [release, lookOf(release, options.releases).name]),
    ),
    machines: Object.entries(timeline.machines).map(([name, machine]) => ({
      name,
      p50Ms: machine.p50Ms,
      p99Ms: machine.p99Ms,
      maxMs: machine.maxMs,
      lost: trimmed(machine.lost),
      answers: Object.fromEntries(
        Object.entries(machine.answers).flatMap(([release, counts]) =>
          counts.some((n) => n > 0) ? [[release, trimmed(counts)]] : [],
        ),
      ),
      bars: all
        .filter((bar) => bar.machine === name)
        .map(({ name: step, kind, from, to }) => ({ step, kind, from: Math.round(from), to: Math.round(to) })),
    })),
    switches: switches
      .filter(({ switchedAt }) => time.since(switchedAt) >= 0)
      .map(({ machine, release, switchedAt, provenAt }) => ({
        ...{ machine, release, at: time.since(switchedAt) },
        provenAt: provenAt === null ? null : time.since(provenAt),
      })),
  }
}

/** Counts from the first piece that has some to the last one. */
function trimmed(counts: readonly number[]): { first: number; counts: readonly number[] } {
  const first = Math.max(
    0,
    counts.findIndex((n) => n > 0),
  )
  return { first, counts: counts.slice(first, counts.findLastIndex((n) => n > 0) + 1) }
}
