import type { Log } from '../machine/log.js'
import { drainPrevious, stopSlot } from '../routing/stop-previous.js'
import type { Situation } from '../slots/situation.js'

/** What still runs on the port that a new slot takes may end its requests for this long. */
const drainLimitMs = 5 * 60_000

/**
 * Stops the slots that have to give their port up. The router does not point to them; they run only if an earlier switch left
 * them running.
 */
export async function evict(
  log: Log,
  { iis, slots, live, router }: Pick<Situation, 'iis' | 'slots' | 'live' | 'router'>,
  names: readonly string[],
): Promise<void> {
  for (const slot of slots.filter(({ slot }) => names.includes(slot) && slot !== live.slot)) {
    if (!slot.site.started) continue
    log.info(`${slot.slot} gives its port up.`)
    await drainPrevious(log, slot, {
      router,
      limitMs: drainLimitMs,
      intervalMs: 500,
      atLimit: 'fail',
      told: {
        untouched: `${slot.slot} keeps running; what is live is live. The files of the new release are in place, its site is not made yet.`,
        todo: `Run this step again later, or stop ${slot.slot} by hand if what it still serves may be cut off.`,
      },
    })
    await stopSlot(log, slot, iis)
  }
}
