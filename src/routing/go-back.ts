import type { Log } from '../machine/log.js'
import type { Situation } from '../slots/situation.js'
import type { OpenApplication } from '../slots/with-application.js'
import { NotProven } from './not-proven.js'
import type { SwitchPlan } from './plan-switch.js'
import { type Proof, prove } from './prove.js'

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
  const failed = `${to.slot ?? `Port ${to.port}`} was not proven through ${proof.frontDoor.url}: ${why}.`
  const previous = slots.find(({ slot }) => slot === from.slot)
  // After a killed run the previous slot may be stopped already: then the old state is no better than the new one.
  if (alreadyLive && !previous?.site.started)
    throw new NotProven({
      happened: failed,
      untouched: `The router still points to it: ${from.slot ? `${from.slot} is stopped` : 'there is no previous slot'}.`,
    })
  log.warning(`${failed} Going back to ${from.slot ?? 'what was before'}.`)
  await router.makeLive(from.port)
  await opened.journal({
    kind: 'switched-back',
    ...(to.slot ? { from: to.slot } : {}),
    ...(from.slot ? { to: from.slot } : {}),
    note: why,
  })
  const { release: _new, ...asked } = proof
  const stillWrong = from.slot && (await prove({ ...asked, port: proof.port === undefined ? undefined : from.port }))
  if (stillWrong)
    throw new NotProven({
      happened: `${failed} The router was pointed back to ${from.slot}, which does not answer as it should either: ${stillWrong}.`,
      untouched: 'Both slots run.',
      todo: 'Look at the front door at once.',
    })
  throw new NotProven({
    happened: failed,
    untouched: from.slot
      ? `${from.slot} is live again, and proven. ${to.slot ?? 'The new slot'} still runs, without requests.`
      : 'The router points to no release again, as before.',
  })
}
