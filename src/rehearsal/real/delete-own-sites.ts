import { execa } from 'execa'
import type { Site } from '../../iis/iis.js'
import { lookAtIis } from '../../iis/look.js'
import { findProgram } from '../../machine/find-program.js'
import { waitUntil } from '../../machine/wait-until.js'
import { isOfRehearsal } from './other-sites.js'
import { silentLog } from './silent-log.js'

const workersEndMs = 120_000

/**
 * Deletes the sites that rehearsals have made, with their pools, and waits until their workers have ended: their folders can be
 * deleted then. Pools that another site uses stay.
 */
export async function deleteOwnSites(): Promise<void> {
  const { sites } = await lookAtIis(silentLog)
  const own = sites.filter(isOfRehearsal)
  if (own.length === 0) return
  const pools = poolsOf(own).filter((pool) => !poolsOf(sites.filter((site) => !isOfRehearsal(site))).includes(pool))
  // What is stopped already, or gone, is no failure here: what is left in the end is looked at.
  const appcmd = (...args: string[]) => execa(findProgram('appcmd'), args, { reject: false })
  for (const { name } of own) await appcmd('delete', 'site', name)
  for (const pool of pools) await appcmd('stop', 'apppool', pool)
  await waitUntil('the workers of the rehearsal to end', workersEndMs, 200, async () => {
    const { workers } = await lookAtIis(silentLog)
    return workers.some(({ pool }) => pools.includes(pool)) ? undefined : true
  })
  for (const pool of pools) await appcmd('delete', 'apppool', pool)
  const left = (await lookAtIis(silentLog)).sites.filter(isOfRehearsal).map(({ name }) => name)
  if (left.length > 0) throw new Error(`These sites of the rehearsal could not be deleted: ${left.join(', ')}.`)
}

const poolsOf = (sites: readonly Site[]): string[] => [
  ...new Set(sites.flatMap(({ applications }) => applications.map(({ pool }) => pool))),
]
