import type { Status } from './status-of.js'

const columns = ['slot', 'release', 'port', 'site', 'pool', 'workers', 'in flight', ''] as const

/** The status as lines of text for a log. */
export function statusTable(status: Status): string[] {
  const rows = status.slots.map(({ slot, release, port, site, pool, workers, inFlight, recorded }) => [
    slot,
    release,
    port === null ? '-' : String(port),
    site,
    pool,
    workers.join(' ') || '-',
    inFlight === null ? '?' : String(inFlight),
    slot === status.live ? 'live' : slot === status.previous ? 'previous' : recorded === 'deployed' ? '' : recorded,
  ])
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  return [
    `Router: ${status.router}`,
    line(columns),
    ...rows.map(line),
    ...(status.events.length > 0 ? ['Last events:'] : []),
    ...status.events.map(({ at, kind, slot, from, to, port, task }) =>
      [
        `  ${at}`,
        kind,
        slot ?? (to ? `${from ?? 'nothing'} -> ${to}` : ''),
        port === undefined ? '' : `port ${port}`,
        task,
      ]
        .filter((part) => part !== '')
        .join('  '),
    ),
  ]
}
