import { escaped } from '../html.js'
import type { Report } from '../report.js'
import { timeSpan } from '../time-span.js'
import { bars } from './bars.js'
import { key } from './key.js'
import { latencyLane } from './latency-lane.js'
import { lostLane } from './lost-lane.js'
import { machineLane } from './machine-lane.js'
import { ticks } from './ticks.js'
import { toolbar } from './toolbar.js'

/** More lines than this would hide what they cross. */
const manyCuts = 25

/**
 * Machines, latency and losses over one another on one time axis. All of it is there without a script; places in time are
 * percentages, so that it fits every width and is zoomed by making one element wider.
 */
export function picture(report: Report): string {
  const time = timeSpan(report)
  const { spanMs, since, percent } = time
  const all = bars(report, time)
  const cuts = report.switches
    .filter(({ switchedAt }) => since(switchedAt) >= 0)
    .map(({ switchedAt }) => `<i class="cut" style="left:${percent(since(switchedAt))}"></i>`)
  return `<section id="picture-section">
<h2>Second by second</h2>
${key(report, time)}
${toolbar(report, time)}
<div id="picture" role="group" aria-label="${escaped('Machines, latency and lost requests over time; the tables below say the same')}">
<div class="over" aria-hidden="true"><div id="ticks">${ticks(spanMs)
    .map((ms) => tick(ms, percent(ms)))
    .join(
      '',
    )}</div><div class="window"><div class="time${cuts.length > manyCuts ? ' many' : ''}">${cuts.join('')}</div></div></div>
${Object.keys(report.timeline.machines)
  .map((machine) => machineLane(report, machine, all, time))
  .join('\n')}
${latencyLane(report, time)}
${lostLane(report, time)}
<div class="axis"><div class="gutter">s<span>econds</span></div></div>
</div>
<div id="asked"></div>
</section>`
}

const tick = (ms: number, left: string) => `<i style="left:${left}"><b>${ms / 1000}</b></i>`
