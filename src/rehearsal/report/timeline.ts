import type { Sample } from '../load/sample.js'

/** What the machines answered, in equal pieces of time. */
export type Timeline = {
  /** ISO 8601: where the first piece begins. */
  readonly from: string
  readonly pieceMs: number
  readonly machines: Readonly<Record<string, MachineTimeline>>
  /** Of all machines together. */
  readonly all: Pick<MachineTimeline, 'p50Ms' | 'p99Ms' | 'maxMs'>
}

/** One entry a piece each. */
export type MachineTimeline = {
  /** Good answers by release. */
  readonly answers: Readonly<Record<string, readonly number[]>>
  /** Requests that were lost or mixed. */
  readonly lost: readonly number[]
  /** Of good answers; null: there were none. */
  readonly p50Ms: readonly (number | null)[]
  readonly p99Ms: readonly (number | null)[]
  readonly maxMs: readonly (number | null)[]
}

export const shortestPieceMs = 100
const mostPieces = 800

/** @param from when the load began, milliseconds since 1970 */
export function timelineOf(samples: readonly Sample[], machines: readonly string[], from: number): Timeline {
  const to = samples.reduce((latest, { at }) => Math.max(latest, at), from)
  const pieceMs = Math.max(shortestPieceMs, Math.ceil((to - from) / mostPieces / shortestPieceMs) * shortestPieceMs)
  const pieces = Math.max(1, Math.ceil((to - from) / pieceMs))
  const releases = [...new Set(samples.map(({ release }) => release ?? 'unknown'))].sort()
  const inTime = (own: readonly Sample[]) => {
    const inPieces: Sample[][] = Array.from({ length: pieces }, () => [])
    for (const sample of own)
      inPieces[Math.min(pieces - 1, Math.max(0, Math.floor((sample.at - from) / pieceMs)))]?.push(sample)
    return inPieces
  }
  const byMachine = new Map(machines.map((machine): [string, Sample[]] => [machine, []]))
  for (const sample of samples) byMachine.get(sample.machine)?.push(sample)
  const ofMachine = (own: readonly Sample[]): MachineTimeline => {
    const inPieces = inTime(own)
    const good = inPieces.map(goodOnes)
    const answers = Object.fromEntries(releases.map((release) => [release, good.map(() => 0)]))
    for (const [piece, each] of good.entries())
      for (const { release = 'unknown' } of each) {
        const counts = answers[release]
        if (counts) counts[piece] = (counts[piece] ?? 0) + 1
      }
    return {
      answers,
      lost: inPieces.map((piece, index) => piece.length - (good[index]?.length ?? 0)),
      ...latencies(good),
    }
  }
  return {
    from: new Date(from).toISOString(),
    pieceMs,
    machines: Object.fromEntries([...byMachine].map(([machine, own]) => [machine, ofMachine(own)])),
    all: latencies(inTime(samples).map(goodOnes)),
  }
}

const goodOnes = (samples: readonly Sample[]) => samples.filter(({ error }) => error === undefined)

function latencies(good: readonly (readonly Sample[])[]): Timeline['all'] {
  const times = good.map((piece) => Float64Array.from(piece, ({ ms }) => ms).sort())
  const percentile = (per100: number) => times.map((ms) => rounded(ms[Math.ceil((ms.length * per100) / 100) - 1]))
  return { p50Ms: percentile(50), p99Ms: percentile(99), maxMs: percentile(100) }
}

const rounded = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms * 10) / 10)
