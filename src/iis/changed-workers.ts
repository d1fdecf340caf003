import { type Iis, poolNamed, workersOf } from './iis.js'

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
export function changedWorkers(before: Iis, after: Iis, except: readonly string[] = []): ChangedWorker[] {
  const meant = new Set(except.map((name) => name.toLowerCase()))
  return after.pools
    .filter(({ name, state }) => state === 'Started' && !meant.has(name.toLowerCase()))
    .filter(({ name }) => poolNamed(before, name)?.state === 'Started')
    .map(({ name }) => ({ pool: name, before: pids(before, name), after: pids(after, name) }))
    .filter((change) => change.before.length > 0 && change.before.join() !== change.after.join())
}

const pids = (iis: Iis, pool: string) =>
  workersOf(iis.workers, pool)
    .map(({ pid }) => pid)
    .sort((a, b) => a - b)
