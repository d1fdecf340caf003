import { lostInAll } from '../adoption.js'
import { escaped } from '../html.js'
import { lookOf } from '../palette.js'
import type { Report } from '../report.js'
import type { TimeSpan } from '../time-span.js'
import { bars, stepNames } from './bars.js'

const mostNamed = 6

/** What the signs in the picture stand for. */
export function key(report: Report, time: TimeSpan): string {
  const { answersByRelease, options, switches, steps } = report
  const releases = Object.keys(answersByRelease)
  const named = releases.length > mostNamed ? releases.slice(0, mostNamed) : releases
  const shown = switches.filter(({ switchedAt }) => time.since(switchedAt) >= 0)
  const bad = new Set(steps.filter((step) => time.since(step.startedAt) + step.ms > 0).map(({ result }) => result))
  const entries = [
    ...named.map((release) => entry(`swatch ${lookOf(release, options.releases).name}`, `${release} answered`)),
    ...(named.length < releases.length ? ['<li>and so on in turn</li>'] : []),
    ...(shown.some(({ provenAt }) => provenAt !== null) ? [entry('flag', 'switched, then proven')] : []),
    ...(shown.some(({ provenAt }) => provenAt === null)
      ? [entry('flag unproven', 'switched, not proven, back again')]
      : []),
    ...(bars(report, time).some(({ kind }) => kind === 'drain') ? [entry('swatch drain', 'drain')] : []),
    ...(bad.has('failed') || bad.has('killed') ? [entry('swatch failed', 'step failed or killed', '✕')] : []),
    ...(lostInAll(report) > 0 ? [entry('cross', 'lost or mixed', '✕')] : []),
    entry('line p50', 'median'),
    entry('line p99', '99 of 100 are quicker'),
    entry('line max', 'slowest'),
  ]
  const numbers = stepNames(report, time).map((name, index) => `<li><b>${index + 1}</b> ${escaped(name)}</li>`)
  return `<ul class="key">${entries.join('')}</ul>\n<ul class="key numbers" aria-label="Steps">${numbers.join('')}</ul>`
}

const entry = (classes: string, text: string, sign = '') =>
  `<li><i class="${classes}" aria-hidden="true">${sign}</i>${escaped(text)}</li>`
