import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { heldPoints } from './held-points.js'
import type { Subject } from './subject.js'

const sequences = 10_000
const limitMs = 4 * 3_600_000

/** Many; `npm run verify` tries 300. */
export const model: Subject = {
  name: 'model',
  title: 'Random sequences of deployments, kills and interference',
  how: 'Deployments of three releases with two contents each, to two instances of an application, in random order; killed at a random effect, cancelled, run again or given up, two at once, an older one that goes on, a reboot, and what people do by hand: a site, pool or file deleted, a port taken, a folder half copied, the router pointed elsewhere, the journal torn. The steps are what the templates carry, run within one process against the simulated IIS. After each: one live slot, the right answers through the front door (asked all the time), nothing of others changed, no uploaded file lost; in the end the next deployment gets through, and nothing is left over.',
  measure: () => {
    const processes = availableParallelism()
    const run = () => {
      const env = {
        BLUEGREEN_SEQUENCES: String(Math.ceil(sequences / processes)),
        BLUEGREEN_MODEL: String(randomInt(2 ** 31)), // others each time
      }
      return { only: ['test/model'], env, limitMs }
    }
    return heldPoints(Array.from({ length: processes }, run), {
      says: `${sequences} sequences hold`,
      least: sequences,
    })
  },
}
