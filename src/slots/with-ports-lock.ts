import type { Log } from '../machine/log.js'
import { machineFolder, paths } from '../machine/paths.js'
import { withProcessLock } from '../machine/process-lock.js'
import type { OpenApplication } from './with-application.js'

/** For other applications on this machine to choose theirs: seconds each. */
const waitMs = 120_000

/**
 * From the look at the ports that are taken until the chosen one is reserved: applications that look at the same time would choose
 * the same. With What If there is no lock.
 * @throws LockTimeout; what `work` throws
 */
export const withPortsLock = <T>(
  log: Log,
  { mayChange = false }: Pick<OpenApplication, 'mayChange'>,
  work: () => Promise<T>,
): Promise<T> =>
  mayChange
    ? withProcessLock(paths.join(machineFolder(), 'ports.lock'), { waitMs, what: 'choose a port', log }, work)
    : work()
