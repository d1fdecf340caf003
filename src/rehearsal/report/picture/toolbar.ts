import { escaped } from '../html.js'
import type { Report } from '../report.js'
import type { TimeSpan } from '../time-span.js'

const beforeMs = 1_000
const afterMs = 2_000

/** What zooms the picture; shown where scripts run. */
export function toolbar(report: Report, time: TimeSpan): string {
  const machines = Object.keys(report.timeline.machines)
  const option = ({ from, to, text }: Part) =>
    `<option value="${Math.round(from)},${Math.round(to)}">${escaped(text)}</option>`
  const button = (does: string, sign: string, label: string) =>
    `<button type="button" data-does="${does}" aria-label="${label}" title="${label}">${sign}</button>`
  return `<div class="toolbar needs-script">
<label>Show <select id="part">${parts(report, time).map(option).join('')}<option value="" hidden>a part of it</option></select></label>
<label>Latency of <select id="latency-of"><option value="">all machines</option>${machines.map((name) => `<option>${escaped(name)}</option>`).join('')}</select></label>
<span class="buttons">${button('earlier', '◀', 'Earlier')}${button('out', '−', 'Zoom out')}${button('in', '+', 'Zoom in')}${button('later', '▶', 'Later')}</span>
<span class="hint" id="hint">Point at the picture, drag to zoom, or use the keys <span class="keys">← → + − 0</span>.</span>
</div>`
}

type Part = { readonly from: number; readonly to: number; readonly text: string }

/** The parts of the time that are worth a look. */
function parts({ switches, lostRequests }: Report, { spanMs, since }: TimeSpan): Part[] {
  const lost = lostRequests.map(({ at }) => since(at))
  return [
    { from: 0, to: spanMs, text: 'the whole load' },
    ...(lost.length > 0
      ? [{ from: Math.min(...lost) - beforeMs, to: Math.max(...lost) + beforeMs, text: 'what was lost' }]
      : []),
    ...switches
      .filter(({ switchedAt }) => since(switchedAt) >= 0)
      .map(({ machine, release, switchedAt, provenAt }) => ({
        from: since(switchedAt) - beforeMs,
        to: since(provenAt ?? switchedAt) + afterMs,
        text: `the switch of ${machine} to ${release}`,
      })),
  ]
}
