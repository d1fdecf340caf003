import type { Log } from '../machine/log.js'
import type { Situation } from '../slots/situation.js'
import type { OpenApplication } from '../slots/with-application.js'
import { lookAtSlot } from './look-at-slot.js'
import { NotProven } from './not-proven.js'
import type { SwitchPlan } from './plan-switch.js'
import { type Proof, prove } from './prove.js'
import type { Router } from './router.js'

/**
 * Makes the slot that was live before live again, after the new one failed its proof, and ends the step with a failure.
 * @throws NotProven, always
 */
export async function goBack(
  log: Log,
  opened: OpenApplication,
  { router, slots }: Situation,
  { to, from, alreadyLive }: SwitchPlan,
  proof: Proof,
  why: string,
): Promise<never> {
  const newSlot = to.slot ?? `Port ${to.port}`
  const failed = `${newSlot} was not proven through ${proof.frontDoor.url}: ${why}.`
  const previous = slots.find(({ slot }) => slot === from.slot)
  const isGone = async () => from.port === undefined || (await lookAtSlot(from.port, proof)).isGone
  // It may be stopped, by a run that was killed or by hand: then the old state is no better than the new one.
  if (previous ? !previous.site.started : alreadyLive && (await isGone()))
    throw new NotProven({
      happened: failed,
      untouched: `The router still points to it: ${whyNot(from)}.`,
    })
  log.warning(`${failed} Going back to ${from.slot ?? 'what was before'}.`)
  await router.makeLive(from.port, { atOld: () => lookAtSlot(to.port, proof) }).catch(async (cause: unknown) => {
    throw new NotProven({
      happened: `${failed} The router could not be pointed back either: ${cause instanceof Error ? cause.message : cause}`,
      untouched: await pointsNow(router),
      todo: 'Look at the front door at once.',
      cause,
    })
  })
  await opened.journal({
    kind: 'switched-back',
    ...(to.slot ? { from: to.slot } : {}),
    ...(from.slot ? { to: from.slot } : from.port === undefined ? {} : { port: from.port }),
    note: why,
  })
  const { release: _new, ...asked } = proof
  // Slots that are no web sites of IIS are known by their ports alone.
  const oldSlot = from.slot ?? (to.slot === undefined && from.port !== undefined ? `Port ${from.port}` : undefined)
  const stillWrong = oldSlot && (await prove({ ...asked, port: proof.port === undefined ? undefined : from.port }))
  if (stillWrong && (previous || !(await isGone())))
    throw new NotProven({
      happened: `${failed} The router was pointed back to ${from.slot ?? `port ${from.port}`}, which does not answer as it should either: ${stillWrong}.`,
      untouched: 'Both slots run.',
      todo: 'Look at the front door at once.',
    })
  throw new NotProven({
    happened: failed,
    untouched:
      oldSlot && !stillWrong
        ? `${oldSlot} is live again, and proven. ${newSlot} still runs, without requests.`
        : from.port === undefined
          ? 'The router points to no release again, as before.'
          : `The router points to port ${from.port} again, as before; ${to.slot ? 'no slot of this application has it' : 'nothing answers there'}.`,
  })
}

const whyNot = ({ port, slot }: SwitchPlan['from']): string => {
  if (slot) return `${slot} is stopped`
  return port === undefined
    ? 'there is no previous slot'
    : `nothing answers on port ${port}, to which it pointed before`
}

/** A switch back that failed may have changed the router, or not. */
const pointsNow = (router: Router): Promise<string> =>
  router.livePort().then(
    (port) => `It points to ${port === undefined ? 'no release' : `port ${port}`} now.`,
    () => 'Where it points to now cannot be read.',
  )
