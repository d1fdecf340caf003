import { LatencyHistogram } from '../load/latency-histogram.js'
import type { Sample } from '../load/sample.js'
import { type MachineTimeline, shortestPieceMs, type Timeline } from '../report/timeline.js'

type Piece = { readonly answers: Map<string, number>; lost: number; readonly latency: LatencyHistogram }

const newPiece = (): Piece => ({ answers: new Map(), lost: 0, latency: new LatencyHistogram() })
const mostPieces = 800

/** A timeline of one machine from any number of requests: its pieces are doubled in length when they get too many. */
export class TimelineTally {
  readonly #from: number
  #pieceMs = shortestPieceMs
  #pieces: Piece[] = []

  constructor(from: number) {
    this.#from = from
  }

  record({ at, ms, release = 'unknown', error }: Sample): void {
    while (this.#indexOf(at) >= mostPieces) this.#double()
    const index = this.#indexOf(at)
    while (this.#pieces.length <= index) this.#pieces.push(newPiece())
    const piece = this.#pieces[index]
    if (!piece) return
    if (error !== undefined) piece.lost++
    else {
      piece.answers.set(release, (piece.answers.get(release) ?? 0) + 1)
      piece.latency.record(ms)
    }
  }

  timeline(machine: string): Timeline {
    const pieces = this.#pieces
    const releases = [...new Set(pieces.flatMap(({ answers }) => [...answers.keys()]))].sort()
    const latencies = pieces.map(({ latency }) => latency.latency())
    const rounded = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms * 10) / 10)
    const all: Timeline['all'] = {
      p50Ms: latencies.map((each) => rounded(each?.p50)),
      p99Ms: latencies.map((each) => rounded(each?.p99)),
      maxMs: latencies.map((each) => rounded(each?.max)),
    }
    const own: MachineTimeline = {
      answers: Object.fromEntries(
        releases.map((release) => [release, pieces.map(({ answers }) => answers.get(release) ?? 0)]),
      ),
      lost: pieces.map(({ lost }) => lost),
      ...all,
    }
    const from = new Date(this.#from).toISOString()
    return { from, pieceMs: this.#pieceMs, machines: { [machine]: own }, all }
  }

  #indexOf(at: number): number {
    return Math.max(0, Math.floor((at - this.#from) / this.#pieceMs))
  }

  #double(): void {
    this.#pieceMs *= 2
    const joined = Array.from({ length: Math.ceil(this.#pieces.length / 2) }, newPiece)
    for (const [index, piece] of this.#pieces.entries()) {
      const into = joined[index >> 1]
      if (!into) continue
      for (const [release, count] of piece.answers) into.answers.set(release, (into.answers.get(release) ?? 0) + count)
      into.lost += piece.lost
      into.latency.add(piece.latency)
    }
    this.#pieces = joined
  }
}
