import type { Report } from '../report.js'
import type { TimeSpan } from '../time-span.js'
import { type LatencyScale, latencyScale } from './latency-scale.js'

/** Latency over time as a still picture; a script puts a plot in its place that can be asked. */
export function latencyLane({ timeline }: Report, { pieces }: TimeSpan): string {
  const scale = latencyScale({ timeline })
  const y = heightOf(scale)
  const { p50Ms, p99Ms, maxMs } = timeline.all
  const labels = scale.ticks.map(
    (tick) =>
      `<span style="bottom:${(100 - y(tick)).toFixed(2)}%">${tick < 1_000 ? `${tick} ms` : `${tick / 1_000} s`}</span>`,
  )
  const grid = scale.ticks.map(
    (tick) => `<line class="grid" x1="0" x2="${pieces}" y1="${y(tick).toFixed(2)}" y2="${y(tick).toFixed(2)}"/>`,
  )
  return `<div class="lane latency">
<div class="gutter"><span class="what">latency</span><div class="ticks" aria-hidden="true">${labels.join('')}</div></div>
<div class="window"><svg class="still" viewBox="0 0 ${pieces} 100" preserveAspectRatio="none" role="img" aria-label="Latency over time: the median, the 99th percentile and the slowest answer; the figures are in the tables below">
${grid.join('')}
${runs(p50Ms, p99Ms)
  .map(([begin, end]) => `<path class="band" d="${band(p50Ms, p99Ms, begin, end, y)}"/>`)
  .join('')}
${lines(maxMs, y)
  .map((d) => `<path class="max" d="${d}"/>`)
  .join('')}
${lines(p99Ms, y)
  .map((d) => `<path class="p99" d="${d}"/>`)
  .join('')}
${lines(p50Ms, y)
  .map((d) => `<path class="p50" d="${d}"/>`)
  .join('')}
</svg></div>
</div>`
}

type Times = readonly (number | null)[]

/** From the top, of 100. */
const heightOf =
  ({ low, high }: LatencyScale) =>
  (ms: number) =>
    100 - (Math.log(Math.max(ms, low) / low) / Math.log(high / low)) * 100

/** Where there are answers: from, and to before which piece. */
function runs(...lists: readonly Times[]): [number, number][] {
  const found: [number, number][] = []
  const length = lists[0]?.length ?? 0
  for (let piece = 0; piece < length; piece++) {
    const begin = piece
    while (piece < length && lists.every((list) => list[piece] !== null)) piece++
    if (piece > begin) found.push([begin, piece])
  }
  return found
}

const points = (times: Times, begin: number, end: number, y: (ms: number) => number): string[] =>
  times.slice(begin, end).map((ms, index) => `${begin + index + 0.5} ${y(ms ?? 0).toFixed(1)}`)

const lines = (times: Times, y: (ms: number) => number): string[] =>
  runs(times).map(([begin, end]) => `M${points(times, begin, end, y).join('L')}`)

const band = (low: Times, high: Times, begin: number, end: number, y: (ms: number) => number): string =>
  `M${[...points(high, begin, end, y), ...points(low, begin, end, y).reverse()].join('L')}Z`
