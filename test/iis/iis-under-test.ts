import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { httpBinding } from '../../src/iis/binding.js'
import { commit } from '../../src/iis/commit.js'
import { lookAtIis } from '../../src/iis/look.js'
import { newSiteId } from '../../src/iis/new-site-id.js'
import { addPool, deletePool } from '../../src/iis/pool-changes.js'
import { startPool, stopPool, waitForNoWorkers } from '../../src/iis/run-state.js'
import { addSite, deleteSite } from '../../src/iis/site-changes.js'
import type { Log } from '../../src/machine/log.js'
import { OtherSites, otherSites } from '../../src/rehearsal/real/other-sites.js'
import { IisHost } from '../../src/simulators/iis/iis-host.js'
import type { IisOptions } from '../../src/simulators/iis/iis-options.js'
import { freePort } from '../free-port.js'
import { logLines } from '../machine/log-lines.js'

/**
 * With `BLUEGREEN_IIS=real`, on Windows and elevated, the contract tests run against the machine's own IIS; beside other people's
 * sites only with `BLUEGREEN_BESIDE_OTHER_SITES=1` as well.
 */
export const isReal = process.env['BLUEGREEN_IIS'] === 'real'

export type IisUnderTest = {
  log: ReturnType<typeof logLines>
  /** The simulator behind it; undefined for a real IIS. */
  host: IisHost | undefined
  /** A folder of its own, deleted at the end. */
  folder: string
  /** A site's or pool's name that no other test uses; what bears it is deleted at the end. */
  named(name: string): string
  /** Makes a pool and a site of that name, with the slow application in its folder; both are started. */
  slowSite(name: string): Promise<{ name: string; port: number; folder: string }>
  stop(): Promise<void>
}

/** One at a time in a process: the programs are found through its PATH. */
export async function iisUnderTest(options: Omit<Partial<IisOptions>, 'folder'> = {}): Promise<IisUnderTest> {
  if (isReal) await refuseOtherSites(logLines())
  // Accounts of application pools cannot read an administrator's temporary folder.
  const parent = isReal ? `${process.env['SystemDrive']}\\` : tmpdir()
  const folder = await mkdtemp(path.join(parent, 'iis-under-test-'))
  const host = isReal ? undefined : await IisHost.start({ folder: path.join(folder, 'iis'), ...options })
  const before = { PATH: process.env['PATH'], ProgramData: process.env['ProgramData'] }
  if (host) {
    process.env['PATH'] = `${host.binFolder}${path.delimiter}${before.PATH}`
    process.env['ProgramData'] = path.join(folder, 'ProgramData')
  }
  const prefix = `test-${randomBytes(4).toString('hex')}-`
  const log = logLines()
  const named = (name: string) => `${prefix}${name}`

  return {
    log,
    host,
    folder,
    named,
    slowSite: (name) => makeSlowSite(log, named(name), path.join(folder, name)),
    async stop() {
      if (!host) await deleteAll(log, prefix)
      await host?.stop()
      restore(before)
      await rm(folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

/** @throws OtherSites */
export async function refuseOtherSites(log: Log, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (env['BLUEGREEN_BESIDE_OTHER_SITES'] === '1') return
  const others = otherSites((await lookAtIis(log)).sites)
  if (others.length > 0) throw new OtherSites(others, 'set BLUEGREEN_BESIDE_OTHER_SITES=1')
}

async function makeSlowSite(log: ReturnType<typeof logLines>, name: string, folder: string) {
  await cp(path.join(import.meta.dirname, 'fixtures', 'slow-application'), folder, { recursive: true })
  const port = await freePort()
  const id = newSiteId(await lookAtIis(log))
  const bindings = [httpBinding(port, { address: '127.0.0.1' })]
  const changes = [
    addPool({ name, autoStart: true, runtimeVersion: '' }),
    addSite({ name, id, bindings, physicalPath: folder, pool: name, autoStart: true }),
  ]
  await commit(log, changes, { onWorkerRestart: 'warn' })
  await startPool(log, name, { limitMs: 10_000, intervalMs: 20 })
  return { name, port, folder }
}

async function deleteAll(log: ReturnType<typeof logLines>, prefix: string): Promise<void> {
  const { sites, pools } = await lookAtIis(log)
  const own = pools.filter(({ name }) => name.startsWith(prefix))
  for (const { name } of own) await stopPool(log, name, { limitMs: 120_000 })
  for (const { name } of own) await waitForNoWorkers(log, name, { limitMs: 120_000 })
  const changes = [
    ...sites.filter(({ name }) => name.startsWith(prefix)).map(deleteSite),
    ...own.map(({ name }) => deletePool(name)),
  ]
  await commit(log, changes, { onWorkerRestart: 'warn' })
}

function restore(before: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

export async function emptyFolder(parent: string, name: string): Promise<string> {
  const folder = path.join(parent, name)
  await mkdir(folder, { recursive: true })
  return folder
}
