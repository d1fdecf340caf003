import type { Binding } from '../iis/binding.js'
import { bindingEdit } from '../iis/binding-edit.js'
import { bindingsText } from '../iis/bindings-text.js'
import { siteNamed } from '../iis/iis.js'
import { lookAtIis } from '../iis/look.js'
import { moveBindings } from '../iis/move-bindings.js'
import type { Log } from '../machine/log.js'
import { StepFailed, whatHappened } from '../octopus/step-failed.js'
import type { Marker } from '../slots/marker.js'
import type { OpenApplication } from '../slots/with-application.js'
import { frontAnswers } from './front-answers.js'
import type { ArrWish } from './prepare-arr.js'
import { RouterRefused } from './router-refused.js'

const answerLimitMs = 10_000

/** The marker of a front site whose bindings are proven, or the old ones. */
export function bindingsSettled({ rebinding: _before, ...marker }: Marker): Marker {
  return marker
}

/**
 * Gives a front site that does not serve with its new bindings its old ones again, and starts it where IIS has stopped it.
 * @throws RouterRefused; StepFailed where that went wrong as well; `cause` where it has its old ones
 */
export async function oldBindingsAgain(
  log: Log,
  opened: OpenApplication,
  site: string,
  before: readonly Binding[],
  wish: ArrWish,
  cause: unknown,
): Promise<never> {
  const happened = `With its new bindings the front site ${site} did not answer at ${wish.frontDoor.url} (${whatHappened(cause).replace(/\.$/, '')})`
  const now = siteNamed(await lookAtIis(log), site)
  const edit = now && bindingEdit(now, before)
  if (!edit) throw cause
  const { router } = opened.marker
  try {
    // Users are waiting: what else that restarts is said only.
    const says = `Give site "${site}" its old bindings again: ${bindingsText(before)}`
    await moveBindings(log, { says, edits: [edit], to: site }, { ...wish.commit, onWorkerRestart: 'warn' })
    if (router) await frontAnswers({ ...wish, frontDoor: router.frontDoor }, 'ARR', undefined, answerLimitMs)
  } catch (error) {
    throw new StepFailed({
      happened: `${happened}. And with its old ones, ${bindingsText(before)}, it does not serve either: ${whatHappened(error)}`,
      untouched: 'The slots were not touched.',
      todo: 'Look at the front door at once. When this step runs again it knows the old bindings.',
      cause: error,
    })
  }
  await opened.save(bindingsSettled(opened.marker))
  throw new RouterRefused(
    `${happened}; it has its old ones again`,
    'Correct BG.FrontBindings, or the address in BG.FrontDoor or BG.FrontDoorAddress.',
    cause,
  )
}
