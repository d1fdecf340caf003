/** How often a request is tried before the server counts as unreachable. */
export const mostAttempts = 8
const firstDelayMs = 250
const longestDelayMs = 20_000

/**
 * How long to wait before the next attempt: twice as long each time, half of it by chance, so that many clients do not come back
 * at once. What the server asks for (`Retry-After`, seconds or a date) counts when it is longer.
 * @param attempt 1 after the first failure
 */
export function delayBefore(
  attempt: number,
  retryAfter: string | undefined,
  now: number,
  random: () => number,
): number {
  const most = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1))
  return Math.max(askedFor(retryAfter, now), most / 2 + (most / 2) * random())
}

function askedFor(retryAfter: string | undefined, now: number): number {
  if (retryAfter === undefined) return 0
  if (/^\d+$/.test(retryAfter.trim())) return Number(retryAfter) * 1000
  const date = Date.parse(retryAfter)
  return Number.isNaN(date) ? 0 : Math.max(0, date - now)
}
