import { request, requestProblem } from '../http/request.js'
import { accepts } from '../http/statuses.js'
import { pauseUnless } from '../machine/pause-unless.js'
import type { Proof } from './prove.js'
import type { SlotLook } from './router.js'

const answerLimitMs = 30_000

/** What IIS says in place of a release that has ended, or could not be started. @see https://learn.microsoft.com/troubleshoot/developer/webapps/iis/www-administration-management/http-status-code */
const statusesOfNone = [502, 503, 504]

/** Any other error, such as this machine having no port left to ask from, says nothing about the release. */
const codesOfNone = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE']

/**
 * Asks a slot on its own port for the page of the front door. A server error is no answer, unless it is among the statuses that are
 * wanted (IIS itself says 503 for a stopped pool); whatever else it answers is for Warm Up and the proof.
 */
export async function lookAtSlot(port: number, { frontDoor: { url, host }, statuses }: Proof): Promise<SlotLook> {
  const { pathname, search, protocol } = new URL(url)
  const target = new URL(`http://127.0.0.1:${port}${pathname}${search}`)
  const headers = { 'x-forwarded-proto': protocol.replace(':', '') }
  const asked = request({ url: target, host: host ?? new URL(url).host, headers, timeoutMs: answerLimitMs })
  return asked.then(
    ({ status }) =>
      status >= 500 && !accepts(statuses, status)
        ? { problem: `${target.href} answers ${status}`, isGone: statusesOfNone.includes(status) }
        : { problem: undefined, isGone: false },
    (error: NodeJS.ErrnoException) => ({
      problem: `${target.href} gives no answer (${requestProblem(error)})`,
      isGone: codesOfNone.includes(error.code ?? ''),
    }),
  )
}

/** Nobody answered behind a slot, several looks in a row; the message tells what was seen last. */
export class SlotGone extends Error {}

/**
 * Passes when a slot answers anything that a release may have said. A release that is only busy, or has it from what it depends on,
 * answers again within `looks`, which are `everyMs` apart.
 * @throws SlotGone; the signal's reason
 */
export async function answersAtAll(
  look: () => Promise<SlotLook>,
  { looks, everyMs }: { readonly looks: number; readonly everyMs: number },
  signal?: AbortSignal,
): Promise<void> {
  for (let number = 1; ; number++) {
    const { problem, isGone } = await look()
    if (!isGone) return
    if (number === looks) throw new SlotGone(problem)
    await pauseUnless(signal, everyMs)
  }
}
