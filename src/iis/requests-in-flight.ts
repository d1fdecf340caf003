import type { Log } from '../machine/log.js'
import { activeRequests, type Counted } from './active-requests.js'
import { appcmd } from './appcmd.js'
import { AppcmdFailed } from './appcmd-failed.js'
import { listed } from './appcmd-list.js'
import { checkedName } from './checked-name.js'
import { workersOf } from './iis.js'
import { workersNow } from './look.js'

/** `requests`: being answered by the pool's workers; `queued`: waiting for one. `unsupported` is never zero. */
export type InFlight = { readonly requests: Counted; readonly queued: Counted }

/**
 * How many requests of a pool are in flight, from every signal that this machine gives: its list of requests (needs the
 * feature Request Monitor), performance counters, and there being no worker at all. The highest number counts.
 * @throws AppcmdFailed when not even the workers can be listed, or access is denied
 */
export async function requestsInFlight(log: Log, pool: string): Promise<InFlight> {
  const pids = workersOf(await workersNow(log), pool).map(({ pid }) => pid)
  const seen = pids.length === 0 ? 0 : await listedRequests(log, pool)
  const { active, queued } = await activeRequests(log, pool, pids)
  const counts = [seen, active].filter((count) => count !== 'unsupported')
  return { requests: counts.length === 0 ? 'unsupported' : Math.max(...counts), queued }
}

async function listedRequests(log: Log, pool: string): Promise<Counted> {
  try {
    const args = ['list', 'requests', `/apppool.name:${checkedName(pool)}`, '/xml']
    const { stdout } = await appcmd(log, 'read', args, { accept: ['none', 'not-found'] })
    return countRequests(stdout)
  } catch (error) {
    if (!(error instanceof AppcmdFailed) || error.meaning === 'access-denied') throw error
    return 'unsupported'
  }
}

/**
 * Requests in a list that ended well or matched nothing. A list that matched nothing may be empty; any other text that is
 * no list is the error of a missing feature, whose exit code outside Windows is that of "nothing matched".
 */
export function countRequests(stdout: string): Counted {
  if (stdout.trim() === '') return 0
  try {
    return listed(stdout).filter(({ name }) => name === 'REQUEST').length
  } catch {
    return 'unsupported'
  }
}
