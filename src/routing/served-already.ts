import type { Log } from '../machine/log.js'
import type { FrontDoor } from '../slots/marker.js'
import { askFrontDoor } from './prove.js'

const answerLimitMs = 5_000

/** Warns where NGINX serves somebody at the front door before an application has its first server block there: a default server, mostly. */
export async function warnIfServed(log: Pick<Log, 'warning'>, frontDoor: FrontDoor): Promise<void> {
  const status = await askFrontDoor(frontDoor, answerLimitMs).then(
    (answer) => answer.status,
    () => undefined,
  )
  if (status !== undefined && status < 400)
    log.warning(
      `${frontDoor.url}${frontDoor.host ? ` (${frontDoor.host})` : ''} is answered already, with status ${status}. With its server block in NGINX this application has it, and answers 502 until the first switch.`,
    )
}
