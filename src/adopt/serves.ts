import { type Answer, request, requestProblem } from '../http/request.js'
import { waitUntil } from '../machine/wait-until.js'
import { askFrontDoor } from '../routing/prove.js'
import { portHeaderName } from '../routing/router.js'
import type { FrontDoor } from '../slots/marker.js'
import { AdoptRefused } from './adopt-refused.js'

const answerLimitMs = 30_000
const inARow = 3

/** How the site answers users now. @throws AdoptRefused */
export async function statusNow(site: string, frontDoor: FrontDoor): Promise<number> {
  const refused = (why: string) =>
    new AdoptRefused(
      `The site "${site}" ${why} at ${frontDoor.url}`,
      'Only a site that serves can be taken in: give BG.FrontDoor a path that answers well, or repair the site first.',
    )
  const { status } = await askFrontDoor(frontDoor, answerLimitMs).catch((error: unknown) => {
    throw refused(`gives no answer (${requestProblem(error)})`)
  })
  if (status >= 400) throw refused(`answers ${status}`)
  return status
}

/** Waits until a slot answers on its own port as the site did before. @throws WaitTimeout, which tells what it answered instead */
export async function slotAnswers(port: number, frontDoor: FrontDoor, status: number, limitMs: number): Promise<void> {
  const door = new URL(frontDoor.url)
  const url = new URL(`http://127.0.0.1:${port}${door.pathname}${door.search}`)
  const headers = { 'x-forwarded-proto': door.protocol.replace(':', '') }
  await answersInARow(`${url.href} to answer ${status}`, limitMs, () =>
    request({ url, host: frontDoor.host ?? door.host, headers, timeoutMs: answerLimitMs }).then(saysStatus(status)),
  )
}

/** Waits until the site itself answers at the front door, and no router before it. @throws WaitTimeout */
export const siteAnswers = (frontDoor: FrontDoor, status: number, limitMs: number): Promise<void> =>
  answersInARow(`${frontDoor.url} to answer ${status}, without a router`, limitMs, async () => {
    const answer = await askFrontDoor(frontDoor, answerLimitMs)
    if (answer.headers[portHeaderName.toLowerCase()] !== undefined)
      return { why: 'the front site still answered', isFinal: false }
    return saysStatus(status)(answer)
  })

type Wrong = { readonly why: string; readonly isFinal: boolean }

/** A server error may be a worker that is starting; any other wrong status stays what it is. */
const saysStatus = (status: number) => (answer: Answer) =>
  answer.status === status ? undefined : { why: `the status was ${answer.status}`, isFinal: answer.status < 500 }

async function answersInARow(what: string, limitMs: number, ask: () => Promise<Wrong | undefined>): Promise<void> {
  let [good, final] = [0, 0]
  await waitUntil(what, limitMs, 20, async (_leftMs, tell) => {
    const wrong = await ask().catch((error: unknown) => ({ why: requestProblem(error), isFinal: false }))
    good = wrong ? 0 : good + 1
    final = wrong?.isFinal ? final + 1 : 0
    tell(wrong?.why ?? `${good} good answers in a row`)
    if (final >= inARow) throw new Error(`Waited for ${what}: ${wrong?.why}, ${final} times in a row.`)
    return good >= inARow || undefined
  })
}
