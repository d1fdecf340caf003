import { randomInt } from 'node:crypto'
import type { Sites } from './iis.js'

const lowest = 1_000_000
const highest = 2_000_000_000

/** An id that no site has and none will get again: IIS itself counts up from 1 and gives the id of a deleted site to the next one. */
export function newSiteId(iis: Sites, random: (from: number, below: number) => number = randomInt): number {
  const taken = new Set(iis.sites.map(({ id }) => id))
  for (;;) {
    const id = random(lowest, highest)
    if (!taken.has(id)) return id
  }
}
