import { lostInAll, lostInGaps } from './adoption.js'
import { escaped, table } from './html.js'
import type { Report } from './report.js'
import type { SlowRequests } from './slow.js'
import { momentOf } from './tables.js'
import { timeSpan } from './time-span.js'

const mostGroups = 6

/** Each request that was lost, mixed or slow, with what its machine was going through. */
export function noticed(report: Report): string {
  const { lostRequests, slowRequests } = report
  const { since } = timeSpan(report)
  const all = lostInAll(report)
  const inGaps = lostInGaps(report.adoptions)
  const told = [
    `Lost or mixed requests: ${all.toLocaleString('en')}`,
    ...(inGaps > 0 ? [`of them ${inGaps.toLocaleString('en')} while a site was taken in`] : []),
    ...(all > lostRequests.length ? [`the first ${lostRequests.length.toLocaleString('en')}`] : []),
  ]
  return [
    lostRequests.length === 0
      ? said('Lost requests', '✓ Not one request was lost or mixed.')
      : table(
          told.join(', '),
          ['at', 'machine', 'phase', 'kind', 'connection', 'why', 'error'],
          lostRequests.map((each) => [
            momentOf(since(each.at)),
            each.machine,
            each.phase ?? 'no step',
            each.kind,
            connection(each.reused),
            each.reason,
            each.error ?? '',
          ]),
          grouped(report),
        ),
    slowRequests
      ? slow(slowRequests, since)
      : said('Slow requests', 'A soak keeps no single answers; the picture shows the slowest of each moment.'),
  ].join('\n')
}

const connection = (reused: boolean) => (reused ? 'kept' : 'new')

function slow({ limitMs, count, slowest }: SlowRequests, since: (at: number) => number): string {
  return slowest.length === 0
    ? said('Slow requests', `✓ No answer took longer than ${limitMs.toLocaleString('en')} ms.`)
    : table(
        `Slow requests: ${count.toLocaleString('en')} took more than ${limitMs.toLocaleString('en')} ms${count > slowest.length ? `, the slowest ${slowest.length}` : ''}`,
        ['at', 'machine', 'phase', 'kind', 'connection', 'release', 'ms'],
        slowest.map((each) => [
          momentOf(since(each.at)),
          each.machine,
          each.phase,
          each.kind,
          connection(each.reused),
          each.release ?? 'unknown',
          each.ms,
        ]),
      )
}

const said = (heading: string, text: string) => `<section><h2>${escaped(heading)}</h2><p>${escaped(text)}</p></section>`

/** How many there were of a kind, most first. */
function grouped({ lostRequests }: Report): string {
  const counts = new Map<string, number>()
  for (const { machine, phase, error, reason } of lostRequests) {
    const kind = `on ${machine}, ${phase ?? 'no step'}: ${error ?? reason}`
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const groups = [...counts].sort(([, one], [, other]) => other - one).slice(0, mostGroups)
  return `<ul class="groups">${groups.map(([kind, n]) => `<li><b>${n.toLocaleString('en')}</b> ${escaped(kind)}</li>`).join('')}</ul>`
}
