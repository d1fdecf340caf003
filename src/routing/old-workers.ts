import type { Log } from '../machine/log.js'
import { WaitTimeout } from '../machine/wait-timeout.js'
import { waitUntil } from '../machine/wait-until.js'
import type { Router } from './router.js'
import { StillInFlight } from './still-in-flight.js'
import type { Drain } from './stop-previous.js'

const intervalMs = 50

/**
 * Waits until the router has no process left that serves as before the last switch: such a process may send what it still has, a
 * connection that was opened and not used yet included, to the slot that was live then.
 * @param slot that one, in words
 * @returns whether it may be stopped
 * @throws StillInFlight at the limit, where that is a failure; the signal's reason
 */
export async function oldWorkersGone(
  log: Log,
  router: Pick<Router, 'oldWorkers'>,
  slot: string,
  { limitMs, atLimit, told, signal }: Pick<Drain, 'limitMs' | 'atLimit' | 'told' | 'signal'>,
): Promise<boolean> {
  let count = 0
  const look = async () => {
    count = (await router.oldWorkers?.()) ?? 0
    return count === 0 || undefined
  }
  const options = signal ? { signal } : {}
  const gone = await waitUntil('the old workers of NGINX to end', limitMs, intervalMs, look, options).catch(
    (error: unknown) => {
      if (error instanceof WaitTimeout && count > 0) return false
      throw error
    },
  )
  if (gone) return true
  const still = `${count} old ${count === 1 ? 'worker' : 'workers'} of NGINX still ${count === 1 ? 'serves' : 'serve'} requests that began before the switch, after ${limitMs / 1000} s; they may be ${slot}'s`
  if (atLimit === 'fail') throw new StillInFlight(still, slot, told)
  log.warning(
    `${still}. ${atLimit === 'stop' ? 'What they have there is cut off' : `${slot} keeps running`}, as BG.AtDrainLimit says.`,
  )
  return atLimit === 'stop'
}
