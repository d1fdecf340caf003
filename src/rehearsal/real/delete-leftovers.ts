import type { Site } from '../../iis/iis.js'
import { sitesNow, workersNow } from '../../iis/look.js'
import { findProgram } from '../../machine/find-program.js'
import { waitUntil } from '../../machine/wait-until.js'
import { farm } from '../rehearsal-machine.js'
import { isOfRehearsal } from './other-sites.js'
import { silentLog } from './silent-log.js'

const workersEndMs = 120_000

/**
 * Deletes what rehearsals have made in this machine's IIS: sites with their pools, and the web farm. It waits until the workers have
 * ended, so that their folders can be deleted then. Pools that another site uses stay.
 */
export async function deleteLeftovers(): Promise<void> {
  const { execa } = await import('execa')
  // What is stopped already, or gone, is no failure here: what is left in the end is looked at.
  const appcmd = (...args: string[]) => execa(findProgram('appcmd'), args, { reject: false })
  const sites = await sitesNow(silentLog)
  const own = sites.filter(isOfRehearsal)
  const usedByOthers = poolsOf(sites.filter((site) => !isOfRehearsal(site)))
  // Each has a pool of its own name; a site that was being made may still be in the default one.
  const pools = own.map(({ name }) => name).filter((name) => !usedByOthers.includes(name))
  for (const { name } of own) await appcmd('delete', 'site', name)
  for (const pool of pools) await appcmd('stop', 'apppool', pool)
  if (pools.length > 0)
    await waitUntil('the workers of the rehearsal to end', workersEndMs, 200, async () => {
      const workers = await workersNow(silentLog)
      return workers.some(({ pool }) => pools.includes(pool)) ? undefined : true
    })
  for (const pool of pools) await appcmd('delete', 'apppool', pool)
  const { stdout: farms } = await appcmd('list', 'config', '-section:webFarms')
  if (farms.includes(`<webFarm name="${farm}"`))
    await appcmd('set', 'config', '-section:webFarms', `/-[name='${farm}']`, '/commit:apphost')

  const left = (await sitesNow(silentLog)).filter(isOfRehearsal).map(({ name }) => name)
  if (left.length > 0) throw new Error(`These sites of a rehearsal could not be deleted: ${left.join(', ')}.`)
}

const poolsOf = (sites: readonly Site[]): string[] => [
  ...new Set(sites.flatMap(({ applications }) => applications.map(({ pool }) => pool))),
]
