import { type Statuses, statuses } from '../http/statuses.js'
import { parsed } from '../octopus/parameter-types.js'

/** One line of the list of addresses: `PATH [STATUSES] [TEXT]`. */
export type WarmUpUrl = {
  /** Begins with a slash; may have a query. */
  readonly path: string
  readonly statuses: Statuses
  /** Must occur in the body; `''` where any body will do. */
  readonly text: string
}

/** Reads `/health 200-299 Healthy`; undefined when it is no such line. Statuses are 200-299 where none are given. */
export function warmUpUrl(line: string): WarmUpUrl | undefined {
  const match = /^(\/\S*)(?:\s+([\d,-]+(?=\s|$)))?(?:\s+(.*))?$/.exec(line.trim())
  if (!match?.[1]) return undefined
  const list = statuses(match[2] ?? '200-299')
  return list && { path: match[1], statuses: list, text: match[3]?.trim() ?? '' }
}

/** The same as the schema of one line of a parameter. */
export const warmUpUrlLine = () =>
  parsed((line, problem): WarmUpUrl => warmUpUrl(line) ?? problem('is not a path with a slash, statuses and a text'))
