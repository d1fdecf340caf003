import type { Log } from '../machine/log.js'
import { waitUntil } from '../machine/wait-until.js'
import { appcmd } from './appcmd.js'
import { appcmdList } from './appcmd-list.js'
import { checkedName } from './checked-name.js'
import { workersOf } from './iis.js'
import { stateOf, workersNow } from './look.js'

export type WaitLimits = {
  /** For the command and the state together. */
  limitMs: number
  /** Between two looks, default 250. */
  intervalMs?: number
}

/** What is stopped for good may take its time: a pool's own `shutdownTimeLimit` is 90 s by default, and IIS kills the worker then. */
export const stopLimits: WaitLimits = { limitMs: 120_000 }

type Kind = 'site' | 'apppool'
/** A port that another program holds may just be on its way to be freed; most often it is not. */
const takenPortLimitMs = 10_000
const shown = { site: 'site', apppool: 'pool' }

/** Starts a pool that may be new, and waits until it is started. @throws AppcmdFailed, WaitTimeout */
export const startPool = (log: Log, name: string, limits: WaitLimits): Promise<void> =>
  bring(log, 'apppool', name, 'start', limits)

/** Starts a site and waits until it is started. @throws AppcmdFailed (`exists`: another started site has its binding), WaitTimeout */
export const startSite = (log: Log, name: string, limits: WaitLimits): Promise<void> =>
  bring(log, 'site', name, 'start', limits)

/** Stops a site: it no longer listens, requests in flight go on. @throws AppcmdFailed, WaitTimeout */
export const stopSite = (log: Log, name: string, limits: WaitLimits): Promise<void> =>
  bring(log, 'site', name, 'stop', limits)

/**
 * Stops a pool: requests in flight have its `shutdownTimeLimit` to end. Its workers may still be there afterwards:
 * see waitForNoWorkers. @throws AppcmdFailed, WaitTimeout
 */
export const stopPool = (log: Log, name: string, limits: WaitLimits): Promise<void> =>
  bring(log, 'apppool', name, 'stop', limits)

/** Each may be there already. The state is read back: it lags behind, and may be unknown for a while. */
async function bring(
  log: Log,
  kind: Kind,
  name: string,
  verb: 'start' | 'stop',
  { limitMs, intervalMs = 250 }: WaitLimits,
): Promise<void> {
  const startedAt = performance.now()
  const remainingMs = () => Math.max(1, Math.round(limitMs - (performance.now() - startedAt)))
  const wanted = verb === 'start' ? 'Started' : 'Stopped'
  await appcmd(log, 'change', [verb, kind, checkedName(name)], {
    timeoutMs: limitMs,
    retryLimitMs: kind === 'site' ? Math.min(limitMs, takenPortLimitMs) : limitMs,
    accept: verb === 'stop' ? ['already-stopped', 'in-transition'] : [],
  })
  await waitUntil(`${shown[kind]} "${name}" to be ${wanted}`, remainingMs(), intervalMs, async (_, tell) => {
    const [found] = await appcmdList(log, [kind, name])
    const state = found ? stateOf(found) : 'Unknown'
    tell(state)
    return state === wanted || undefined
  })
}

/** Waits until no worker process of a pool is left: only then are its files free. @throws AppcmdFailed, WaitTimeout */
export async function waitForNoWorkers(
  log: Log,
  pool: string,
  { limitMs, intervalMs = 250 }: WaitLimits,
): Promise<void> {
  await waitUntil(`the workers of pool "${pool}" to end`, limitMs, intervalMs, async (_, tell) => {
    const left = workersOf(await workersNow(log), pool)
    tell(`process ${left.map(({ pid }) => pid).join(', ')}`)
    return left.length === 0 || undefined
  })
}

/** Stops a pool for good: its workers are gone afterwards. @throws AppcmdFailed, WaitTimeout */
export async function stopPoolAndWorkers(log: Log, pool: string): Promise<void> {
  await stopPool(log, pool, stopLimits)
  await waitForNoWorkers(log, pool, stopLimits)
}
