import { mkdir } from 'node:fs/promises'
import type { Change } from '../iis/change.js'
import { commit } from '../iis/commit.js'
import { commitOptions } from '../iis/commit-inputs.js'
import { grant } from '../iis/grant.js'
import { poolNamed, siteNamed } from '../iis/iis.js'
import { newSiteId } from '../iis/new-site-id.js'
import { otherUsers } from '../iis/other-users.js'
import { addPool, setPoolAutoStart } from '../iis/pool-changes.js'
import { startPool, startSite } from '../iis/run-state.js'
import { addSite, bindSite, setSiteAutoStart } from '../iis/site-changes.js'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { poolOf } from '../slots/pool-of.js'
import type { SituationWithPools } from '../slots/situation.js'
import { type HealthApplication, moveHealth, withMemberBinding } from './health-application.js'
import type { Model } from './model-of.js'
import type { DeployPlan } from './plan-deploy.js'
import { bindingsAt, type DeployValues, poolSettings } from './settings-of.js'

/**
 * The writes to IIS's configuration that a deployment needs, as few as can be: one for the pool, one for the site, and two for each
 * slot that gives its port up and would come back after a reboot. What is there already is not written again.
 * @returns with what the model has and the new site does not get: applications and virtual directories below its root
 */
export function iisChanges(
  { slot, port, evicted }: DeployPlan,
  { iis, slots }: Pick<SituationWithPools, 'iis' | 'slots'>,
  values: DeployValues,
  folder: string,
  model: Model | undefined,
  health: HealthApplication | undefined,
): { readonly changes: readonly Change[]; readonly leftOut: readonly string[] } {
  const own = bindingsAt(values, port)
  const bindings = health ? withMemberBinding(own, health.ip, port) : own
  const site = siteNamed(iis, slot)
  const pool = poolNamed(iis, slot)
  const retired = slots
    .filter(({ slot: name }) => evicted.includes(name))
    .flatMap((old) => {
      const its = poolOf(old)
      const isItsAlone = poolNamed(iis, its) !== undefined && otherUsers(iis, its, old.slot).length === 0
      return [setSiteAutoStart(old.site.site, false), ...(isItsAlone ? [setPoolAutoStart(its, false)] : [])]
    })
  const forPool = pool ? setPoolAutoStart(slot, true) : addPool(poolSettings(values, slot), model?.pool)
  // Its health before its port: it must never answer for the other one.
  const forHealth = site && health ? [moveHealth(site, health)] : []
  if (site) return { changes: [...retired, forPool, ...forHealth, bindSite(site, bindings, true)], leftOut: [] }
  const forSite = addSite(
    {
      name: slot,
      id: newSiteId(iis),
      bindings,
      physicalPath: folder,
      pool: slot,
      autoStart: true,
      preloadEnabled: values['BG.Preload'],
      ...(health ? { applications: [health] } : {}),
    },
    model?.site,
  )
  return { changes: [...retired, forPool, forSite], leftOut: forSite.leftOut }
}

/** Makes pool and site of a slot, or binds a kept one anew; gives the pool's account its rights; starts both. */
export async function makeSlot(
  log: Log,
  { slot }: DeployPlan,
  changes: readonly Change[],
  values: DeployValues,
  folder: string,
  health: HealthApplication | undefined,
): Promise<void> {
  await commit(log, changes, commitOptions(values))
  await grant(log, { folder, pool: slot, right: 'RX' })
  // IIS reads the web.config of the root for everything below it, also for another pool's application.
  if (health) await grant(log, { folder, pool: health.pool, right: 'RX' })
  for (const name of values['BG.WritableFolders'] ?? []) {
    const writable = paths.join(folder, name)
    await mkdir(writable, { recursive: true })
    await grant(log, { folder: writable, pool: slot, right: 'M' })
  }
  const limits = { limitMs: values['BG.StartLimit'] }
  await startPool(log, slot, limits)
  await startSite(log, slot, limits)
}
