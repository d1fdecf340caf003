import { requestProblem } from '../http/request.js'
import { waitUntil } from '../machine/wait-until.js'
import type { FrontDoor } from '../slots/marker.js'
import { answeringPort, askFrontDoor } from './prove.js'
import { portHeaderName } from './router.js'

/**
 * Waits until the router answers at the front door, whatever the status: with its port header, where it has one.
 * @param port the port that it must name; undefined: any, `none` included
 * @param limitMs default 20_000
 * @throws WaitTimeout, which tells what was seen last
 */
export async function frontAnswers(
  { frontDoor, portHeader }: { readonly frontDoor: FrontDoor; readonly portHeader: boolean },
  router: string,
  port?: number,
  limitMs = 20_000,
): Promise<void> {
  await waitUntil(`${router} to answer at ${frontDoor.url}`, limitMs, 100, async (_leftMs, tell) => {
    try {
      const answer = await askFrontDoor(frontDoor)
      const named = answer.headers[portHeaderName.toLowerCase()]
      tell(`status ${answer.status}, ${portHeaderName}: ${named ?? 'missing'}`)
      if (!portHeader) return true
      return (port === undefined ? named !== undefined : answeringPort(answer) === port) || undefined
    } catch (error) {
      tell(requestProblem(error))
      return undefined
    }
  })
}
