import { escaped } from '../html.js'
import type { Report } from '../report.js'
import type { TimeSpan } from '../time-span.js'
import { answers } from './answers.js'
import type { Bar } from './bars.js'

/** A machine: its switches as flags, who answered, and its steps. */
export function machineLane(report: Report, machine: string, bars: readonly Bar[], time: TimeSpan): string {
  const own = bars.filter((bar) => bar.machine === machine)
  const hasLost = report.timeline.machines[machine]?.lost.some((count) => count > 0)
  return `<div class="lane machine${hasLost ? ' has-lost' : ''}">
<div class="gutter">${escaped(machine)}</div>
<div class="window"><div class="time">${flags(report, machine, time)}${answers(report, machine, time)}<div class="steps">${own.map((bar) => block(bar, time)).join('')}</div></div></div>
</div>`
}

/** From the moment of the switch to that of its proof; a cross at the end where it was not proven. */
function flags({ switches, steps }: Report, machine: string, { since, percent }: TimeSpan): string {
  return switches
    .filter((each) => each.machine === machine && since(each.switchedAt) >= 0)
    .map(({ release, switchedAt, provenAt }) => {
      const at = since(switchedAt)
      const step = steps.find((each) => each.machine === machine && since(each.startedAt) + each.ms >= at)
      const end = provenAt === null ? (step ? since(step.startedAt) + step.ms : at) : since(provenAt)
      const title =
        provenAt === null
          ? `switched to ${release}, not proven: the slot before was made live again`
          : `switched to ${release}, proven ${Math.round(end - at)} ms later`
      return `<i class="flag${provenAt === null ? ' unproven' : ''}" style="left:${percent(at)};width:${percent(end - at)}" title="${escaped(title)}"></i>`
    })
    .join('')
}

function block({ number, name, kind, from, to, title }: Bar, { percent }: TimeSpan): string {
  const begin = Math.max(0, from)
  const mark = kind === 'failed' || kind === 'killed' ? `✕ ${kind === 'killed' ? 'killed ' : ''}` : ''
  const short = number === undefined ? '' : `<b class="fit"><b>${mark ? '✕' : number}</b></b>`
  const label = `${mark}${number === undefined ? '' : `${number} `}${name}`
  return `<span class="${kind}" style="left:${percent(begin)};width:${percent(to - begin)}" title="${escaped(title)}">${short}<b class="fit long"><b><b>${escaped(label)}</b></b></b></span>`
}
