import type { RequestKind } from './load-options.js'

/** How many of each kind of request; only the proportions matter. A kind that is left out is not sent. */
export type Mix = Partial<Readonly<Record<RequestKind, number>>>

export const defaultMix: Mix = { get: 60, 'get-close': 20, post: 15, 'post-close': 5 }

/**
 * One round of requests in the proportions of `mix`, each kind spread evenly over it (smooth weighted round robin).
 * @throws RangeError unless the proportions are whole numbers with a sum of 1 to 10,000
 */
export function mixRound(mix: Mix): RequestKind[] {
  const kinds = Object.entries(mix) as [RequestKind, number][]
  const sum = kinds.reduce((total, [, weight]) => total + weight, 0)
  if (kinds.some(([, weight]) => !Number.isInteger(weight) || weight < 0) || sum < 1 || sum > 10_000)
    throw new RangeError(`mix: whole numbers with a sum of 1 to 10,000 are needed, not ${JSON.stringify(mix)}.`)
  const credits = kinds.map(([kind, weight]) => ({ kind, weight, credit: 0 }))
  return Array.from({ length: sum / kinds.reduce((divisor, [, weight]) => gcd(divisor, weight), 0) }, () => {
    for (const each of credits) each.credit += each.weight
    const next = credits.reduce((best, each) => (each.credit > best.credit ? each : best))
    next.credit -= sum
    return next.kind
  })
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
