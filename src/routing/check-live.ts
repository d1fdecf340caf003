import type { Log } from '../machine/log.js'
import type { Marker } from '../slots/marker.js'
import { prove } from './prove.js'

/** Enough to see that a worker which was restarted is warm again. */
const inARow = 3
const limitMs = 60_000

/** Asks the front door a few times after a change that may have restarted the live worker; says when it does not answer well. */
export async function checkLive(log: Log, { router }: Marker, port: number | undefined): Promise<void> {
  if (!router || port === undefined) return
  const wrong = await prove({
    frontDoor: router.frontDoor,
    port: router.portHeader ? port : undefined,
    statuses: [{ from: 200, to: 399 }],
    inARow,
    limitMs,
  })
  if (wrong) log.warning(`The live slot was asked through ${router.frontDoor.url} after the changes: ${wrong}.`)
}
