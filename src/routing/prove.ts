import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, isCutOff, request, requestProblem } from '../http/request.js'
import { accepts, type Statuses, shownStatuses } from '../http/statuses.js'
import type { FrontDoor } from '../slots/marker.js'
import type { ReleaseCheck } from '../warm-up/judge.js'
import { portHeaderName } from './router.js'

export type Proof = {
  readonly frontDoor: FrontDoor
  /** The port that must have answered; not checked where the router does not name it. */
  readonly port: number | undefined
  readonly release?: ReleaseCheck
  readonly statuses: Statuses
  readonly inARow: number
  readonly limitMs: number
}

/** Bad answers of the new slot itself, in a row, that end the proof at once: users get the same ones. */
const mostBadAnswers = 5
const intervalMs = 20
const answerLimitMs = 10_000

/** One request through the front door of this machine. Its certificate is not looked at: the connection is a local one. */
export const askFrontDoor = (frontDoor: FrontDoor, timeoutMs = answerLimitMs): Promise<Answer> =>
  request({
    url: new URL(frontDoor.url),
    ...(frontDoor.host ? { host: frontDoor.host } : {}),
    anyCertificate: true,
    timeoutMs,
  })

/** The port that the router says has answered; undefined where it says none. */
export function answeringPort(answer: Answer): number | undefined {
  const port = answer.headers[portHeaderName.toLowerCase()]
  return typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : undefined
}

/** `isLast`: the limit of the whole proof has cut the request off. */
type Objection = { readonly why: string; readonly ofNewSlot: boolean; readonly isLast?: boolean }

function objection(answer: Answer, proof: Proof): Objection | undefined {
  const port = answeringPort(answer)
  if (proof.port !== undefined && port !== proof.port)
    return { why: `port ${port ?? 'unknown'} answered instead of ${proof.port}`, ofNewSlot: false }
  if (!accepts(proof.statuses, answer.status))
    return { why: `the status was ${answer.status} (expected ${shownStatuses(proof.statuses)})`, ofNewSlot: true }
  const release = proof.release && answer.headers[proof.release.header.toLowerCase()]
  if (proof.release && release !== proof.release.release)
    return {
      why: `${proof.release.header} was "${release ?? ''}" instead of "${proof.release.release}"`,
      ofNewSlot: proof.port !== undefined,
    }
  return undefined
}

/**
 * Asks the front door, each time on a new connection, until so many answers in a row came from the new slot.
 * @returns undefined when proven, else why not
 */
export async function prove(proof: Proof): Promise<string | undefined> {
  const deadline = performance.now() + proof.limitMs
  let [inARow, bad, why] = [0, 0, '']
  while (inARow < proof.inARow) {
    const leftMs = deadline - performance.now()
    if (leftMs <= 0)
      return `after ${proof.limitMs / 1000} s: ${why || `${inARow} good answers in a row, not ${proof.inARow}`}`
    const found = await askFrontDoor(proof.frontDoor, Math.max(1, Math.round(Math.min(leftMs, answerLimitMs)))).then(
      (answer) => objection(answer, proof),
      (error: unknown) => ({
        why: `no answer: ${requestProblem(error)}`,
        ofNewSlot: false,
        isLast: leftMs < answerLimitMs && isCutOff(error),
      }),
    )
    // It tells less than those before it.
    if (found?.isLast && (inARow > 0 || why)) continue
    inARow = found ? 0 : inARow + 1
    bad = found?.ofNewSlot ? bad + 1 : 0
    why = found?.why ?? ''
    if (bad >= mostBadAnswers) return `${bad} answers in a row: ${why}`
    if (found) await sleep(intervalMs)
  }
  return undefined
}
