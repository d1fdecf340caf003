import { type CommitOptions, commit } from '../iis/commit.js'
import { deletePool } from '../iis/pool-changes.js'
import { stopPool, stopSite, waitForNoWorkers } from '../iis/run-state.js'
import { deleteSite } from '../iis/site-changes.js'
import { deleteTree } from '../machine/delete-tree.js'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { removeFile } from '../machine/replace-file.js'
import type { Router } from '../routing/router.js'
import { drainPrevious } from '../routing/stop-previous.js'
import type { Slot } from '../slots/listed-sites.js'
import { manifestFile } from '../slots/manifest-file.js'
import { poolOf } from '../slots/pool-of.js'
import type { SlotSite } from '../slots/situation.js'
import type { OpenApplication } from '../slots/with-application.js'
import { leaveBehind } from './leave-behind.js'

/** A pool's own `shutdownTimeLimit` is 90 s by default. */
const stopLimits = { limitMs: 120_000 }

export type Deletion = {
  readonly router: Pick<Router, 'oldWorkers'>
  readonly drainLimitMs: number
  readonly limitMs: number
  readonly disposable: readonly string[]
  readonly commit: CommitOptions
}

/**
 * Deletes one slot: drained and stopped if it runs, its worker gone, then site, pool, folder. Every part that is gone already is
 * passed over, so that a killed run is finished by the next one.
 */
export async function deleteSlot(
  log: Log,
  opened: OpenApplication,
  name: string,
  slot: Slot<SlotSite> | undefined,
  hasPool: boolean,
  { router, drainLimitMs, limitMs, disposable, commit: options }: Deletion,
): Promise<void> {
  const { app } = opened
  const record = opened.marker.slots[name]
  if (!record) return
  if (slot?.site.started)
    await drainPrevious(log, slot, {
      router,
      limitMs: drainLimitMs,
      intervalMs: 500,
      atLimit: 'fail',
      told: {
        untouched: `Nothing of ${name} was deleted; it keeps running.`,
        todo: 'Run this step again later, or raise BG.DrainLimit.',
      },
    })
  await opened.save({ ...opened.marker, slots: { ...opened.marker.slots, [name]: { ...record, state: 'deleting' } } })
  const pool = poolOf({ slot: name, record })
  if (slot) await stopSite(log, name, stopLimits)
  if (hasPool) {
    await stopPool(log, pool, stopLimits)
    await waitForNoWorkers(log, pool, stopLimits)
  }
  const keepsPool = isServersDefault(pool)
  if (hasPool && keepsPool) log.info(`The application pool ${pool} is IIS's own default: it stays, stopped.`)
  await commit(
    log,
    [...(slot ? [deleteSite(slot.site.site)] : []), ...(hasPool && !keepsPool ? [deletePool(pool)] : [])],
    options,
  )
  if (record.adoptedFolder) log.info(`${record.folder} is not ours to delete: it stays.`)
  else {
    await leaveBehind(log, app, name, record.folder, disposable)
    await deleteTree(record.folder, { limitMs, log, refuseOutside: app.files.slots })
    await deleteTree(paths.join(app.files.staging, name), { limitMs, log, refuseOutside: app.files.staging })
  }
  await removeFile(manifestFile(app, name))
  await opened.journal({ kind: 'deleted', slot: name, release: record.release })
  const { [name]: _gone, ...slots } = opened.marker.slots
  await opened.save({ ...opened.marker, slots })
  log.info(`${name} is deleted: site, application pool${record.adoptedFolder ? '' : ', folder'}.`)
}

/** A site that was taken in may have it; what is made later without naming a pool gets it. */
const isServersDefault = (pool: string) => pool.toLowerCase() === 'defaultapppool'
