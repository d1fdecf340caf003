import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { httpBinding } from '../../src/iis/binding.js'
import type { Change } from '../../src/iis/change.js'
import { type CommitOptions, commit } from '../../src/iis/commit.js'
import { poolNamed, siteNamed } from '../../src/iis/iis.js'
import { lookAtIis } from '../../src/iis/look.js'
import { newSiteId } from '../../src/iis/new-site-id.js'
import { addPool, deletePool, setPoolAutoStart } from '../../src/iis/pool-changes.js'
import { addSite, bindSite, deleteSite, setSiteAutoStart } from '../../src/iis/site-changes.js'
import { childNamed } from '../../src/iis/xml.js'
import { machineFolder, paths } from '../../src/machine/paths.js'
import { withProcessLock } from '../../src/machine/process-lock.js'
import { freePort } from '../free-port.js'
import { emptyFolder, type IisUnderTest, iisUnderTest, isReal } from './iis-under-test.js'

const warn: CommitOptions = { onWorkerRestart: 'warn' }
let iis: IisUnderTest
beforeAll(async () => {
  iis = await iisUnderTest()
})
afterAll(() => iis.stop())

const siteNow = async (name: string) => {
  const site = siteNamed(await lookAtIis(iis.log), name)
  if (!site) throw new Error(`no site ${name}`)
  return site
}

async function poolAndSite(name: string): Promise<Change[]> {
  const id = newSiteId(await lookAtIis(iis.log))
  const physicalPath = await emptyFolder(iis.folder, name)
  const bindings = [httpBinding(await freePort(), { address: '127.0.0.1' })]
  return [
    addPool({ name, autoStart: true, runtimeVersion: '', idleTimeoutMs: 0, environmentVariables: { A: 'x y' } }),
    addSite({ name, id, bindings, physicalPath, pool: name, autoStart: true }),
  ]
}

test('a pool and a site are added, bound anew, retired and deleted', async () => {
  const name = iis.named("It's 100% (a) pool")
  const added = await commit(iis.log, await poolAndSite(name), warn)
  expect(poolNamed(added, name)?.element.attributes['managedRuntimeVersion']).toBe('')

  const port = await freePort()
  const bindings = [httpBinding(port, { address: '127.0.0.1' }), httpBinding(port, { host: 'www.example.com' })]
  const bound = await commit(iis.log, [bindSite(await siteNow(name), bindings, true)], warn)
  expect(siteNamed(bound, name)?.bindings.map(({ information }) => information)).toEqual([
    `127.0.0.1:${port}:`,
    `*:${port}:www.example.com`,
  ])

  const retired = await commit(
    iis.log,
    [setSiteAutoStart(await siteNow(name), false), setPoolAutoStart(name, false)],
    warn,
  )
  expect([siteNamed(retired, name)?.autoStart, poolNamed(retired, name)?.autoStart]).toEqual([false, false])

  const deleted = await commit(iis.log, [deleteSite(await siteNow(name)), deletePool(name)], warn)
  expect([siteNamed(deleted, name), poolNamed(deleted, name)]).toEqual([undefined, undefined])
})

test('a model gives its settings to a new pool and a new site', async () => {
  const [old, name] = [iis.named('model'), iis.named('copy')]
  const before = await commit(iis.log, await poolAndSite(old), warn)
  const physicalPath = await emptyFolder(iis.folder, name)
  const bindings = [httpBinding(await freePort())]
  const id = newSiteId(before)
  const changes = [
    addPool({ name, autoStart: true, queueLength: 2000 }, poolNamed(before, old)),
    addSite({ name, id, bindings, physicalPath, pool: name, autoStart: false }, siteNamed(before, old)),
  ]
  const after = await commit(iis.log, changes, warn)

  const pool = poolNamed(after, name)?.element
  expect(pool?.attributes).toMatchObject({ name, managedRuntimeVersion: '', queueLength: '2000' })
  expect(pool && childNamed(pool, 'processModel')?.attributes['idleTimeout']).toBe('00:00:00')
  expect(pool && childNamed(pool, 'environmentVariables')?.children[0]?.attributes).toEqual({ name: 'A', value: 'x y' })
  expect(siteNamed(after, name)).toMatchObject({ id, autoStart: false, bindings })
  expect(siteNamed(after, old)?.element).toEqual(siteNamed(before, old)?.element)
})

test('what is done already is not written again', async () => {
  const changes = await poolAndSite(iis.named('again'))
  await commit(iis.log, changes, warn)
  const lines = iis.log.lines.length
  await commit(iis.log, changes, warn)
  expect(iis.log.lines.slice(lines).filter((line) => /appcmd"? (add|set|delete)/.test(line))).toEqual([])
})

test('a name with a quotation mark is refused before anything is written', () => {
  expect(() => deletePool('a"b')).toThrow('quotation mark')
  expect(() => deletePool('/in')).toThrow('begins as a parameter')
})

test('a failed change stops those after it', async () => {
  const name = iis.named('unmade')
  const bad = { ...addPool({ name, autoStart: true }), args: ['add', 'apppool', '/in', '/nonsense:1'] }
  await expect(commit(iis.log, [bad, ...(await poolAndSite(name))], warn)).rejects.toMatchObject({
    name: 'AppcmdFailed',
  })
  expect(siteNamed(await lookAtIis(iis.log), name)).toBeUndefined()
})

test('a change that IIS does not show afterwards is a failure, whatever appcmd said', async () => {
  const name = iis.named('shown')
  const never: Change = { ...addPool({ name, autoStart: true }), isDone: () => false }
  await expect(commit(iis.log, [never], warn)).rejects.toMatchObject({ name: 'ChangeNotMade' })
})

test('two deployments do not write at the same time', async () => {
  const lock = paths.join(machineFolder(), 'iis.lock')
  const name = iis.named('locked')
  await withProcessLock(lock, { waitMs: 1_000, what: 'test', log: iis.log }, async () => {
    const blocked = commit(iis.log, [addPool({ name, autoStart: true })], { ...warn, lockWaitMs: 0 })
    await expect(blocked).rejects.toMatchObject({ name: 'LockTimeout' })
  })
  expect(poolNamed(await lookAtIis(iis.log), name)).toBeUndefined()
})

describe.skipIf(isReal)('when IIS makes difficulties', () => {
  afterEach(() => iis.host?.configure({ sharingViolations: 0, rpcFailures: 0, restartsWorkersOnCommit: false }))

  test('changes get through sharing violations and failed calls of the list of workers', async () => {
    iis.host?.configure({ sharingViolations: 0.4, rpcFailures: 0.4, seed: 3 })
    const name = iis.named('difficult')
    const made = await commit(iis.log, await poolAndSite(name), warn)
    expect(siteNamed(made, name)?.bindings).toHaveLength(1)
    expect(iis.log.lines.some((line) => line.includes('sharing-violation; again'))).toBe(true)
    await commit(iis.log, [deleteSite(await siteNow(name)), deletePool(name)], warn)
  })

  test('a worker of another pool that restarts is told, or a failure, as wanted', async () => {
    const { name, port } = await iis.slowSite('bystander')
    const served = async () => expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200)
    await served()
    iis.host?.configure({ restartsWorkersOnCommit: true })

    await commit(iis.log, [addPool({ name: iis.named('one'), autoStart: true })], warn)
    const warnings = iis.log.lines.filter((line) => line.startsWith('warning'))
    expect(warnings.join()).toContain(`"${name}"`)
    expect(warnings.join()).toContain('disallowRotationOnConfigChange')

    await served()
    const strict = commit(iis.log, [addPool({ name: iis.named('two'), autoStart: true })], { onWorkerRestart: 'fail' })
    await expect(strict).rejects.toMatchObject({ name: 'WorkersRestarted' })
  })

  test('passwords go through standard input only', async () => {
    const name = iis.named('secret')
    const identity = { type: 'SpecificUser', userName: 'user', password: 'p4ss"wörd' } as const
    const made = await commit(iis.log, [addPool({ name, autoStart: true, identity })], warn)
    const pool = poolNamed(made, name)?.element
    expect(pool && childNamed(pool, 'processModel')?.attributes['password']).toBe('p4ss"wörd')
    expect(iis.host?.transcript().some(({ args }) => args.join(' ').includes('p4ss'))).toBe(false)
    expect(iis.log.lines.some((line) => line.includes('p4ss'))).toBe(false)
  })
})
