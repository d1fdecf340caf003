import { drain } from '../iis/drain.js'
import type { Sites } from '../iis/iis.js'
import { poolStateNow } from '../iis/look.js'
import { otherUsers, poolShared } from '../iis/other-users.js'
import { stopLimits, stopPoolAndWorkers, stopSite } from '../iis/run-state.js'
import type { Log } from '../machine/log.js'
import { pauseUnless } from '../machine/pause-unless.js'
import type { Slot } from '../slots/listed-sites.js'
import { poolOf } from '../slots/pool-of.js'
import type { SlotSite } from '../slots/situation.js'
import { oldWorkersGone } from './old-workers.js'
import type { Router } from './router.js'
import { StillInFlight } from './still-in-flight.js'

export type Drain = {
  /** Its old workers have to be gone first. */
  readonly router: Pick<Router, 'oldWorkers'>
  readonly limitMs: number
  readonly intervalMs: number
  readonly atLimit: 'fail' | 'leave-running' | 'stop'
  /** It is given up with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** What StillInFlight tells, where it is not a switch that drains. */
  readonly told?: { readonly untouched: string; readonly todo: string }
}

const zeros = 3

/**
 * Waits until nothing is in flight in a slot that the router no longer points to.
 * @returns whether it may be stopped
 * @throws StillInFlight at the limit, where that is a failure; the signal's reason
 */
export async function drainPrevious(log: Log, { slot, record }: Slot<SlotSite>, wanted: Drain): Promise<boolean> {
  const startedAt = performance.now()
  if (!(await oldWorkersGone(log, wanted.router, slot, wanted))) return false
  // One limit for both.
  const limitMs = Math.max(0, wanted.limitMs - Math.round(performance.now() - startedAt))
  const outcome = await drain(log, poolOf({ slot, record }), { ...wanted, limitMs, zeros })
  if (outcome.result === 'drained') return true
  const limitS = wanted.limitMs / 1000
  if (outcome.result === 'cannot-be-seen') {
    // The router can see them: with its last old worker the last request of a user has ended.
    if (wanted.router.oldWorkers) return true
    log.warning(
      `Requests in flight cannot be seen on this machine (the IIS feature Request Monitor is missing): ${slot} is given the whole ${limitS} s.`,
    )
    await pauseUnless(wanted.signal, wanted.limitMs)
    return true
  }
  const { requests } = outcome.inFlight
  const still = `${requests} ${requests === 1 ? 'request is' : 'requests are'} still in flight in ${slot} after ${limitS} s`
  if (wanted.atLimit === 'fail') throw new StillInFlight(still, slot, wanted.told)
  log.warning(
    `${still}; ${wanted.atLimit === 'stop' ? 'they are cut off' : 'it keeps running'}, as BG.AtDrainLimit says.`,
  )
  return wanted.atLimit === 'stop'
}

/**
 * Whether there is something to stop: a run that was killed may have stopped the site and not the pool.
 * @param iis as this step has seen it
 */
export async function isRunning(log: Log, { slot, record, site }: Slot<SlotSite>, iis: Sites): Promise<boolean> {
  const pool = poolOf({ slot, record })
  if (site.started) return true
  return otherUsers(iis, pool, slot).length === 0 && ((await poolStateNow(log, pool)) ?? 'Stopped') !== 'Stopped'
}

/**
 * Stops a slot at run time only: no configuration is written, so no other worker restarts. Its worker is gone afterwards.
 * A pool that somebody has deleted has none; one that somebody has put another site into is left as it is.
 * @param iis as this step has seen it
 */
export async function stopSlot(log: Log, { slot, record }: Slot<SlotSite>, iis: Sites): Promise<void> {
  const pool = poolOf({ slot, record })
  await stopSite(log, slot, stopLimits)
  const others = otherUsers(iis, pool, slot)
  if (others.length > 0) {
    log.warning(`${poolShared(pool, others)}: it keeps running, only the site ${slot} was stopped.`)
    return
  }
  if ((await poolStateNow(log, pool)) === undefined) return
  await stopPoolAndWorkers(log, pool)
}
