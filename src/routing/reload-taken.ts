import type { Log } from '../machine/log.js'
import { WaitTimeout } from '../machine/wait-timeout.js'
import { waitUntil } from '../machine/wait-until.js'
import { addedTo, errorLogOf, reloadFailureIn } from './nginx-error-log.js'
import { isLeaving, masterOf, type NginxWorker, stillRunning, workersOf } from './nginx-workers.js'

/** A large configuration takes its time; a port that is taken is tried for 2.5 s, and seen in the error log sooner. */
export const takenLimitMs = 60_000
const lookMs = 20

/** What tells, after a reload, whether it was taken. */
export type BeforeReload = {
  /** Undefined: no NGINX belongs to the pid file. */
  readonly master: number | undefined
  readonly workers: readonly NginxWorker[]
  readonly errorLog: Awaited<ReturnType<typeof errorLogOf>>
}

export async function beforeReload(log: Log, pidFile: string): Promise<BeforeReload> {
  const master = await masterOf(log, pidFile)
  if (master === undefined) return { master, workers: [], errorLog: undefined }
  return { master, workers: await workersOf(log, master), errorLog: await errorLogOf(master) }
}

/** `isOver`: NGINX has given that reload up, and nothing of it comes later. */
export type NotTaken = { readonly why: string; readonly isOver: boolean }

/**
 * Waits until no worker from before takes new connections, and NGINX answers as it should: `nginx -t` and `nginx -s reload` say
 * nothing of a reload that fails.
 * @returns undefined, or why not; what `isLoaded` throws is such a reason
 */
export async function reloadTaken(
  log: Log,
  { master, workers, errorLog }: BeforeReload,
  isLoaded: (tell: (seen: string) => void) => Promise<boolean>,
): Promise<NotTaken | undefined> {
  const look = async (_leftMs: number, tell: (seen: string) => void): Promise<NotTaken | 'taken' | undefined> => {
    const failed = errorLog && master !== undefined && reloadFailureIn(await addedTo(errorLog), master)
    if (failed) return { why: failed, isOver: true }
    const accepting = (await stillRunning(log, workers)).filter((worker) => !isLeaving(worker)).length
    tell(`${accepting} of ${workers.length} workers from before still take connections`)
    // Where workers do not say that they are leaving, the one that answers has to do.
    if (accepting > 0 && process.platform !== 'win32') return undefined
    return (await isLoaded(tell)) ? 'taken' : undefined
  }
  try {
    const end = await waitUntil('NGINX to go on with its new configuration', takenLimitMs, lookMs, look)
    return end === 'taken' ? undefined : end
  } catch (error) {
    if (error instanceof WaitTimeout)
      return { why: `after ${takenLimitMs / 1000} s ${error.lastSeen}; its error log may say why`, isOver: false }
    throw error
  }
}
