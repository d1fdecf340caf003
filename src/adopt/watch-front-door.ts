import { setTimeout as pause } from 'node:timers/promises'
import { askFrontDoor } from '../routing/prove.js'
import type { FrontDoor } from '../slots/marker.js'
import { type Asked, type Gap, gapIn } from './gap.js'

const everyMs = 5
const answerLimitMs = 10_000
/** A server that does not keep up is not asked more. */
const mostAtOnce = 10
const now = () => performance.timeOrigin + performance.now()
/** Questions that are on their way when the watch ends get this long. */
const lastAnswersMs = 1_000

export type Watch = {
  /** Ends it, when a question that was sent after now has had its answer. */
  stop(): Promise<Gap>
}

/** Asks the front door every few milliseconds, on a new connection each time, and does not wait for one answer to ask again. */
export function watchFrontDoor(frontDoor: FrontDoor, status: number): Watch {
  const questions: Asked[] = []
  const open = new Set<Promise<void>>()
  let isStopping = false
  const ask = async () => {
    const sentAt = now()
    const good = await askFrontDoor(frontDoor, answerLimitMs).then(
      (answer) => answer.status === status,
      () => false,
    )
    questions.push({ sentAt, endedAt: now(), good })
  }
  const asking = (async () => {
    while (!isStopping) {
      if (open.size < mostAtOnce) {
        const question = ask()
        open.add(question)
        void question.then(() => open.delete(question))
      }
      await pause(everyMs)
    }
  })()
  const end = async (): Promise<Gap> => {
    await Promise.race([ask(), pause(lastAnswersMs)])
    isStopping = true
    await asking
    await Promise.race([Promise.all(open), pause(lastAnswersMs)])
    return gapIn(questions)
  }
  return { stop: end }
}

/** For the log. */
export function gapTold({ ms, asked, failed, furthestApartMs }: Gap): string {
  const questions = `questions, at most ${furthestApartMs} ms apart,`
  return `the gap was ${ms === undefined ? 'not over yet' : `at most ${ms} ms`}: ${failed} of ${asked} ${questions} had no good answer`
}
