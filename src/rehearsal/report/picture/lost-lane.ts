import { lostInAll } from '../adoption.js'
import type { Report } from '../report.js'
import type { TimeSpan } from '../time-span.js'
import { count } from '../verdict.js'

const lowestPercent = 16

/** What was lost or mixed over time, all machines together; where nothing was, it says so. */
export function lostLane(report: Report, { pieces, pieceMs, percent }: TimeSpan): string {
  const { timeline } = report
  const counts = Array.from({ length: pieces }, (_, piece) =>
    Object.values(timeline.machines).reduce((sum, machine) => sum + (machine.lost[piece] ?? 0), 0),
  )
  const most = Math.max(...counts)
  const bars = counts.flatMap((n, piece) =>
    n === 0
      ? []
      : [
          `<i style="left:${percent(piece * pieceMs)};width:${percent(pieceMs)};height:${Math.max(lowestPercent, (n / most) * 100).toFixed(1)}%" title="${count(n, 'request', 'requests')} lost or mixed"></i>`,
        ],
  )
  const says =
    lostInAll(report) === 0
      ? '<p class="none">✓ not one lost or mixed</p>'
      : `<p class="most">at most ${most.toLocaleString('en')} in ${pieceMs / 1000} s</p>`
  return `<div class="lane lost">
<div class="gutter">lost</div>
<div class="window"><div class="time">${bars.join('')}</div>${says}</div>
</div>`
}
