import type { Log } from '../machine/log.js'
import { machineFolder, paths } from '../machine/paths.js'
import { withProcessLock } from '../machine/process-lock.js'
import { appcmd } from './appcmd.js'
import { AppcmdFailed } from './appcmd-failed.js'
import type { Meaning } from './appcmd-meaning.js'
import type { Change } from './change.js'
import { ChangeNotMade } from './change-not-made.js'
import { changedWorkers } from './changed-workers.js'
import type { Iis } from './iis.js'
import { lookAtIis, workersNow } from './look.js'
import { withOctopusMutex } from './octopus-mutex.js'
import { restartsTold, WorkersRestarted, workersCure } from './restarted-workers.js'

export type CommitOptions = {
  /** What to do when a pool that has nothing to do with the changes got another worker. */
  onWorkerRestart: 'warn' | 'fail'
  /** Whether to keep Octopus's own IIS steps from writing meanwhile; costs a start of PowerShell. Default false. */
  octopusMutex?: boolean
  /** For other deployments on this machine to end their writing, default 120_000. */
  lockWaitMs?: number
}

/** Failures after which the change may well be there: another run made it. */
const maybeDone: readonly Meaning[] = ['exists', 'not-found', 'sharing-violation']

/**
 * Makes the changes that are not made yet, in their order, each with one call of appcmd, under a lock of the whole
 * machine; looks before and after. Stops at the first that fails.
 * @returns IIS as it is afterwards
 * @throws AppcmdFailed, ChangeNotMade, WorkersRestarted, LockTimeout
 */
export function commit(
  log: Log,
  changes: readonly Change[],
  { onWorkerRestart, octopusMutex = false, lockWaitMs = 120_000 }: CommitOptions,
): Promise<Iis> {
  const lock = { waitMs: lockWaitMs, what: 'write the configuration of IIS', log }
  return withProcessLock(paths.join(machineFolder(), 'iis.lock'), lock, async () => {
    const before = await lookAtIis(log)
    const pending = await notDone(changes, before, log)
    if (pending.length === 0) return before
    const workersBefore = await workersNow(log)
    const makeAll = async () => {
      for (const change of pending) await make(log, change)
    }
    await (octopusMutex ? withOctopusMutex(log, lockWaitMs, makeAll) : makeAll())

    const after = await lookAtIis(log)
    const [missing] = await notDone(pending, after, log)
    if (missing) throw new ChangeNotMade(missing.says)
    const changed = changedWorkers(
      { ...before, workers: workersBefore },
      { ...after, workers: await workersNow(log) },
      pending.flatMap(({ pools }) => pools),
    )
    if (changed.length > 0 && onWorkerRestart === 'fail') throw new WorkersRestarted(changed)
    if (changed.length > 0) log.warning(`${restartsTold(changed)} ${workersCure}`)
    return after
  })
}

async function make(log: Log, change: Change): Promise<void> {
  const stillNeeded = async () => !(await change.isDone(await lookAtIis(log), log))
  log.info(`${change.says}.`)
  try {
    await appcmd(log, 'change', change.args, {
      stillNeeded,
      ...(change.input !== undefined && { input: change.input }),
    })
  } catch (error) {
    const made = error instanceof AppcmdFailed && maybeDone.includes(error.meaning) && !(await stillNeeded())
    if (!made) throw error
  }
}

async function notDone(changes: readonly Change[], iis: Iis, log: Log): Promise<Change[]> {
  const pending: Change[] = []
  for (const change of changes) if (!(await change.isDone(iis, log))) pending.push(change)
  return pending
}
