import type { Change } from '../iis/change.js'
import { type CommitOptions, commit } from '../iis/commit.js'
import { deletePool } from '../iis/pool-changes.js'
import { stopLimits, stopPoolAndWorkers, stopSite } from '../iis/run-state.js'
import { deleteSite } from '../iis/site-changes.js'
import type { Log } from '../machine/log.js'
import type { Router } from '../routing/router.js'
import { drainPrevious } from '../routing/stop-previous.js'
import type { Slot } from '../slots/listed-sites.js'
import type { SlotRecord } from '../slots/marker.js'
import { poolOf } from '../slots/pool-of.js'
import type { SlotSite } from '../slots/situation.js'
import type { OpenApplication } from '../slots/with-application.js'

/** A slot that is to go. */
export type Doomed = {
  readonly name: string
  readonly record: SlotRecord
  /** Undefined: its site is gone already. */
  readonly slot: Slot<SlotSite> | undefined
  readonly hasPool: boolean
}

export type TakeDown = {
  readonly router: Pick<Router, 'oldWorkers' | 'onlyLive'>
  readonly drainLimitMs: number
  /** Made in the same commit. */
  readonly besides: readonly Change[]
  readonly commit: CommitOptions
}

/**
 * Deletes the sites and pools of slots: all drained, then all stopped with their workers gone, then all in one commit. What is gone
 * already is passed over, so that a killed run is finished by the next one.
 * @throws StillInFlight while nothing is stopped yet
 */
export async function takeDown(
  log: Log,
  opened: OpenApplication,
  doomed: readonly Doomed[],
  { router, drainLimitMs, besides, commit: options }: TakeDown,
): Promise<void> {
  const running = doomed.flatMap(({ slot }) => (slot?.site.started ? [slot] : []))
  if (running.length > 0) await router.onlyLive?.()
  for (const slot of running)
    await drainPrevious(log, slot, {
      router,
      limitMs: drainLimitMs,
      intervalMs: 500,
      atLimit: 'fail',
      told: {
        untouched: `Nothing was stopped or deleted; ${slot.slot} keeps running.`,
        todo: 'Run this step again later, or raise BG.DrainLimit.',
      },
    })
  const deletions: Change[] = []
  for (const each of doomed) deletions.push(...(await stopped(log, opened, each)))
  // Also of nothing: a run that was killed in it has left its lock.
  await commit(log, [...besides, ...deletions], options)
}

/** @returns what deletes it */
async function stopped(
  log: Log,
  opened: OpenApplication,
  { name, record, slot, hasPool }: Doomed,
): Promise<readonly Change[]> {
  const pool = poolOf({ slot: name, record })
  await opened.save({ ...opened.marker, slots: { ...opened.marker.slots, [name]: { ...record, state: 'deleting' } } })
  if (slot) await stopSite(log, name, stopLimits)
  const sites = slot ? [deleteSite(slot.site.site)] : []
  if (!hasPool) return sites
  await stopPoolAndWorkers(log, pool)
  if (!isServersDefault(pool)) return [...sites, deletePool(pool)]
  log.info(`The application pool ${pool} is IIS's own default: it stays, stopped.`)
  return sites
}

/** A site that was taken in may have it; what is made later without naming a pool gets it. */
const isServersDefault = (pool: string) => pool.toLowerCase() === 'defaultapppool'
