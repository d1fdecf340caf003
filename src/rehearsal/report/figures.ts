import { lostInGaps } from './adoption.js'
import { escaped } from './html.js'
import type { Report } from './report.js'

type Figure = {
  /** Where it is in `report.json`. */
  readonly of: string
  readonly name: string
  readonly value: string
  readonly more: string
  readonly isBad?: boolean
}

const mostReleasesNamed = 2

/** The few figures that matter, each with a line that says what it means. */
export function figures(report: Report): string {
  const cards = figuresOf(report).map(
    ({ of, name, value, more, isBad }) =>
      `<div class="figure${isBad ? ' bad' : ''}"><dt>${isBad ? '✕ ' : ''}${escaped(name)}</dt><dd><b data-figure="${of}">${escaped(value)}</b><span>${escaped(more)}</span></dd></div>`,
  )
  return `<dl class="figures">\n${cards.join('\n')}\n</dl>`
}

function figuresOf(report: Report): Figure[] {
  const { requests, lost, mixed, stale, latencyMs, aroundSwitchMs, transfers, answersByRelease } = report
  const inGaps = lostInGaps(report.adoptions)
  const releases = Object.entries(answersByRelease)
  const by =
    releases.length > mostReleasesNamed
      ? `answered by ${releases.length} releases`
      : releases.map(([release, n]) => `${n.toLocaleString('en')} by ${release}`).join(', ')
  const whole = transfers.filter(({ complete }) => complete)
  const across = whole.filter(({ acrossSwitch }) => acrossSwitch).length
  return [
    { of: 'requests', name: 'Requests', value: requests.toLocaleString('en'), more: by },
    {
      ...{ of: 'lost', name: 'Lost', value: lost.toLocaleString('en'), isBad: lost > 0 },
      more:
        inGaps > 0
          ? `not counting ${inGaps.toLocaleString('en')} while a site was taken in`
          : 'no answer, an error, or part of one',
    },
    {
      ...{ of: 'mixed', name: 'Mixed', value: mixed.toLocaleString('en'), isBad: mixed > 0 },
      more: 'answered by both releases, or neither',
    },
    {
      ...{ of: 'stale', name: 'Stale', value: stale.toLocaleString('en'), isBad: stale > 0 },
      more: 'by the old release after the proof',
    },
    {
      ...{ of: 'latencyMs.p99', name: '99 of 100 answered within', value: ms(latencyMs?.p99) },
      more: `half of them within ${ms(latencyMs?.p50)}`,
    },
    {
      ...{ of: 'aroundSwitchMs.p99', value: ms(aroundSwitchMs?.p99) },
      ...(report.soak
        ? { name: 'The same while it was switched', more: `${ms(report.soak.quiet.latencyMs?.p99)} without switches` }
        : { name: 'The same around a switch', more: 'due within a second of it' }),
    },
    {
      ...{ of: 'latencyMs.max', name: 'Slowest answer', value: ms(latencyMs?.max) },
      more: report.slowRequests
        ? `${report.slowRequests.count.toLocaleString('en')} took more than ${ms(report.slowRequests.limitMs)}`
        : 'of all that were measured',
    },
    ...(transfers.length > 0
      ? [
          {
            ...{ of: 'transfers', name: 'Long transfers whole', value: `${whole.length} of ${transfers.length}` },
            ...{ more: `${across} of them across a switch`, isBad: whole.length < transfers.length },
          },
        ]
      : [switchFigure(report)]),
  ]
}

function switchFigure({ switches, timeline }: Report): Figure {
  const own = switches.filter(({ switchedAt }) => switchedAt >= timeline.from)
  const proven = own.filter(({ provenAt }) => provenAt !== null).length
  return {
    of: 'switches',
    name: 'Switches proven',
    value: `${proven} of ${own.length}`,
    more: 'through the front door',
  }
}

const ms = (value: number | undefined) => (value === undefined ? 'none' : `${value.toLocaleString('en')} ms`)
