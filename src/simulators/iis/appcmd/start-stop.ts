import { setTimeout as pause } from 'node:timers/promises'
import { BindingTaken } from '../http/http-listeners.js'
import type { ApplicationPool } from '../pools/application-pool.js'
import { AppcmdError, executionFailed, unknownAttribute } from './appcmd-error.js'
import { type CommandLine, takeValue } from './command-line.js'
import type { Afterwards, Machine, Output } from './machine.js'
import { identifierOf, poolNamed, siteNamed } from './object-names.js'

/** `start|stop site`, `start|stop|recycle apppool`. None of them changes the configuration. @throws AppcmdError */
export async function startOrStop(machine: Machine, line: CommandLine, out: Output): Promise<Afterwards> {
  const identifier = identifierOf(line)
  if (line.object === 'SITE') return startOrStopSite(machine, line, identifier, out)
  return startOrStopPool(machine, line, identifier, out)
}

async function startOrStopSite(machine: Machine, line: CommandLine, identifier: string, out: Output) {
  refuseParameters(line)
  const element = siteNamed(machine.configuration, identifier)
  const name = element.attributes.get('name') ?? ''
  const site = machine.activation.site(Number(element.attributes.get('id')))
  if (!site) throw notReady()
  if (line.verb === 'stop') {
    machine.activation.stopSite(site)
    out.line(`"${name}" successfully stopped`)
    return undefined
  }
  try {
    if (site.state !== 'Started') await machine.activation.startSite(site)
  } catch (error) {
    throw error instanceof BindingTaken
      ? executionFailed(183, 'Cannot create a file when that file already exists.')
      : executionFailed(32, 'The process cannot access the file because it is being used by another process.')
  }
  out.line(`"${name}" successfully started.`)
  return undefined
}

async function startOrStopPool(
  machine: Machine,
  line: CommandLine,
  identifier: string,
  out: Output,
): Promise<Afterwards> {
  const isWaiting = takeValue(line, 'wait') !== undefined
  const timeoutMs = Number(takeValue(line, 'timeout') ?? 30_000)
  refuseParameters(line)
  const name = poolNamed(machine.configuration, identifier).attributes.get('name') ?? ''
  const pool = machine.activation.pool(name)
  if (!pool) throw notReady()
  if (line.verb === 'recycle') return recycle(pool, out)
  if (pool.state === 'Stopping') {
    throw executionFailed(1061, 'The service cannot accept control messages at this time.')
  }
  if (line.verb === 'start') {
    if (pool.notReadyStarts > 0) {
      pool.notReadyStarts--
      throw notReady()
    }
    if (pool.state !== 'Started') machine.activation.startPool(pool)
    out.line(`"${name}" successfully started.`)
    return undefined
  }
  if (pool.state === 'Stopped') throw executionFailed(1062, `The application pool "${name}" is already stopped.`)
  pool.stop()
  if (isWaiting) return () => waitForStop(pool, timeoutMs, out)
  out.line(`"${name}" successfully stopped`)
  return undefined
}

function recycle(pool: ApplicationPool, out: Output): undefined {
  if (pool.state !== 'Started') throw executionFailed(1062, 'The service has not been started.')
  pool.recycle()
  out.line(`"${pool.settings.name}" successfully recycled`)
  return undefined
}

async function waitForStop(pool: ApplicationPool, timeoutMs: number, out: Output): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (pool.state === 'Stopping') {
    if (Date.now() > deadline) throw new AppcmdError(1460, 'ERROR ( message:The operation timed out. )')
    await pause(10)
  }
  out.line(`"${pool.settings.name}" successfully stopped`)
}

function refuseParameters(line: CommandLine): void {
  const [extra] = line.parameters
  if (extra) throw unknownAttribute(extra.name)
}

/** WAS has not caught up with a new object, or refuses it. */
const notReady = () => executionFailed(4312, 'The object identifier does not represent a valid object.')
