import type { Report } from './report.js'

/** The time that the picture shows. Moments in it are milliseconds since the load began. */
export type TimeSpan = {
  readonly pieces: number
  readonly pieceMs: number
  readonly spanMs: number
  /** From a moment as the report has it. */
  since(moment: string | number): number
  /** Where a moment lies in the picture, for a style: `12.345%`. */
  percent(ms: number): string
}

export function timeSpan({ timeline }: Pick<Report, 'timeline'>): TimeSpan {
  const { pieceMs, from, machines } = timeline
  const begin = Date.parse(from)
  const pieces = Math.max(1, ...Object.values(machines).map(({ lost }) => lost.length))
  const spanMs = pieces * pieceMs
  const within = (ms: number) => Math.min(spanMs, Math.max(0, ms))
  return {
    ...{ pieces, pieceMs, spanMs },
    since: (moment) => new Date(moment).getTime() - begin,
    percent: (ms) => `${Number(((within(ms) / spanMs) * 100).toFixed(3))}%`,
  }
}
