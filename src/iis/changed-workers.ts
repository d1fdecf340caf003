import { type Pool, type Pools, type Worker, workersOf } from './iis.js'

export type Served = Pools & { readonly workers: readonly Worker[] }

export type ChangedWorker = {
  readonly pool: string
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/**
 * The pools that served before and after and whose worker processes are not the same ones. A pool that was stopped or
 * deleted meanwhile, or had no worker, does not count. An idle time-out or a recycle in between looks the same.
 * @param except pools whose workers were meant to change
 */
export function changedWorkers(before: Served, after: Served, except: readonly string[] = []): ChangedWorker[] {
  const startedBoth = [before, after].map(
    ({ pools }) => new Set(pools.filter(isStarted).map(({ name }) => sameCase(name))),
  )
  const meant = new Set(except.map(sameCase))
  const counts = (pool: string) =>
    startedBoth.every((started) => started.has(sameCase(pool))) && !meant.has(sameCase(pool))
  const served = new Set(before.workers.map(({ pool }) => pool))
  return [...served]
    .filter(counts)
    .map((pool) => ({ pool, before: pids(before, pool), after: pids(after, pool) }))
    .filter((change) => change.before.join() !== change.after.join())
}

const isStarted = ({ state }: Pool): boolean => state === 'Started'

/** IIS's names do not differ by case alone. */
const sameCase = (name: string): string => name.toLowerCase()

const pids = ({ workers }: Served, pool: string) =>
  workersOf(workers, pool)
    .map(({ pid }) => pid)
    .sort((a, b) => a - b)
