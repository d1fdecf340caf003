import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaintsOf, type Deployment, logOf, MachineUnderTest, tree } from './machine-under-test.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

// One machine; each test begins where the one before has ended.
let machine: MachineUnderTest
beforeAll(async () => {
  machine = await MachineUnderTest.start()
  for (const release of ['1.0.0', '1.1.0', '1.2.0']) await machine.goLive(release)
})
afterAll(() => machine.dispose())

const slotFiles = () => tree(`${machine.root}/MyApp/slots`)

test('the live release with the same content again changes nothing that serves', async () => {
  const before = {
    configuration: machine.host.configuration(),
    files: await slotFiles(),
    workers: await machine.workers(),
  }
  const switches = async () => (await machine.journal()).filter(({ kind }) => kind !== 'prepared' && kind !== 'port')
  const journal = await switches()

  const again = await machine.deployment('1.2.0').chain(await machine.package('1.2.0'))

  expect(again.deploy.outputs).toMatchObject({ Changed: 'False', SlotName: 'MyApp-1.2.0', Port: `${machine.ports[0]}` })
  expect(again.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.2.0', PreviousSlot: 'MyApp-1.1.0', SwitchedAt: '' })
  expect(complaintsOf(...Object.values(again))).toEqual([])
  expect({
    configuration: machine.host.configuration(),
    files: await slotFiles(),
    workers: await machine.workers(),
  }).toEqual(before)
  expect(await switches()).toEqual(journal)
  expect((await machine.marker()).reservedPort).toBeUndefined()
})

test('what somebody has deleted from the live slot is told when its content is deployed again, and not put back', async () => {
  const file = path.join(machine.root, 'MyApp/slots/MyApp-1.2.0/release.txt')
  const content = await readFile(file)
  await rm(file)
  const before = await slotFiles()
  const deployment = machine.deployment('1.2.0')
  await deployment.succeed('prepare-router')
  await deployment.succeed('calculate-port')
  const packages = { 'BG.Package': await machine.package('1.2.0') }
  const again = await deployment.succeed('deploy-to-slot', {}, { packages })
  expect(again.outputs).toMatchObject({ Changed: 'False' })
  expect(complaintsOf(again)).toEqual([
    expect.stringMatching(
      /^1 of \d+ files were missing in .*MyApp-1\.2\.0: release\.txt\. They were not put back: this slot/,
    ),
  ])
  expect(await slotFiles()).toEqual(before)
  await writeFile(file, content)
})

test('other content under the live release gets a slot of its own on the idle port', async () => {
  const live = await slotFiles()
  const client = new PollingClient(machine.frontPort)
  const other = await machine
    .deployment('1.2.0')
    .chain(await machine.package('1.2.0', 'crash-after-public:1000000', 'other'))
  expect(problemsIn(await client.stop())).toEqual([])

  expect(other.deploy.outputs).toMatchObject({
    Changed: 'True',
    SlotName: 'MyApp-1.2.0_2',
    Port: `${machine.ports[1]}`,
  })
  expect(other.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.2.0_2', PreviousSlot: 'MyApp-1.2.0' })
  expect(await slotFiles()).toEqual(expect.arrayContaining(live))
  expect(await machine.state('site', 'MyApp-1.2.0')).toBe('Stopped')
})

test('a kept older release is bound anew to the idle port, and starts again after a reboot', async () => {
  expect((await machine.marker()).slots['MyApp-1.0.0']?.port).toBeNull()
  await machine.deployment('1.2.0').succeed('delete-previous', { 'BG.Keep': '3' })
  expect(await machine.appcmd('list', 'apppool', 'MyApp-1.0.0', '/config')).toContain('autoStart="false"')

  const again = await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))

  expect(again.deploy.outputs).toMatchObject({ Changed: 'True', SlotName: 'MyApp-1.0.0', Port: `${machine.ports[0]}` })
  expect(again.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.0.0', PreviousSlot: 'MyApp-1.2.0_2' })
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0', port: `${machine.ports[0]}` })
  expect((await machine.journal()).map(({ kind }) => kind)).toContain('bound')
  expect(complaintsOf(...Object.values(again))).toEqual([])
  await machine.reboot()
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Started')
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0', port: `${machine.ports[0]}` })
})

test('a deployment takes over from one that was cancelled half way, whose next step then touches nothing', async () => {
  const cancelled: Deployment = machine.deployment('1.3.0')
  await cancelled.prepare()
  await cancelled.succeed('calculate-port')
  const cancelling = new AbortController()
  cancelled.tentacle.onLine = ({ text }) => {
    if (text.startsWith('Add pool')) cancelling.abort()
  }
  const half = await cancelled.run(
    'deploy-to-slot',
    {},
    { packages: { 'BG.Package': await machine.package('1.3.0') }, signal: cancelling.signal },
  )
  expect(half.killed).toBe(true)

  const next = machine.deployment('1.4.0')
  const taken = await next.upToSwitch(await machine.package('1.4.0'))
  expect(complaintsOf(...Object.values(taken))).toEqual([])

  const before = await machine.everything()
  for (const step of ['calculate-port', 'switch-arr', 'delete-previous']) {
    const message = await cancelled.fail(
      step,
      step === 'switch-arr' ? { 'BG.Port': '1000', 'BG.Slot': 'MyApp-1.3.0' } : {},
    )
    expect(message).toMatch(
      /Deployment ServerTasks-\d+ of release 1\.4\.0 has taken over .* This step has changed nothing\./,
    )
  }
  expect(await machine.everything()).toEqual(before)
  await next.switch()
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.4.0' })
})

test('a folder that somebody has put where the slot’s would be is refused before anything is changed', async () => {
  const folder = path.join(machine.root, 'MyApp', 'slots', 'MyApp-1.5.0')
  await mkdir(folder)
  await writeFile(path.join(folder, 'index.html'), 'half a copy')
  const deployment = machine.deployment('1.5.0')
  await deployment.succeed('calculate-port')
  const before = await machine.everything({ claim: false })
  const packages = { 'BG.Package': await machine.package('1.5.0') }
  expect(await deployment.fail('deploy-to-slot', {}, { packages })).toContain(
    `${folder} is there already, and no deployment of this application has made it. Nothing was changed.`,
  )
  expect(await machine.everything({ claim: false })).toEqual(before)
  await rm(folder, { recursive: true })
  await deployment.deploy(packages['BG.Package'])
})

test('a slot’s folder that somebody has made a link is refused before anything is changed, also behind the link', async () => {
  const elsewhere = path.join(machine.folder, 'elsewhere')
  await mkdir(elsewhere)
  const folder = path.join(machine.root, 'MyApp', 'slots', 'MyApp-1.5.1')
  const deployment = machine.deployment('1.5.1')
  const packages = { 'BG.Package': await machine.package('1.5.1') }
  await deployment.succeed('calculate-port')
  await cancelAt(deployment, 'Add pool', packages)
  await rename(folder, `${folder}-real`)
  await symlink(elsewhere, folder)
  const all = async () => [await slotFiles(), machine.host.configuration(), await machine.marker()]
  const before = await all()
  expect(await deployment.fail('deploy-to-slot', {}, { packages })).toContain(
    `${folder}, the folder of the slot, is a link`,
  )
  expect(await all()).toEqual(before)
  expect(await readdir(elsewhere)).toEqual([])
  await rm(folder)
  await rename(`${folder}-real`, folder)
  await deployment.deploy(packages['BG.Package'])
})

test('a slot whose pool somebody has deleted gives its port up, and is deleted in the end', async () => {
  await machine.deployment('1.6.0').upToSwitch(await machine.package('1.6.0'))
  await machine.appcmd('delete', 'apppool', 'MyApp-1.6.0')
  const next = machine.deployment('1.7.0')
  await next.chain(await machine.package('1.7.0'))
  await next.succeed('delete-previous')
  expect(await machine.appcmd('list', 'site')).not.toContain('MyApp-1.6.0')
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.7.0' })
})

/** Runs Deploy to Slot up to a line of its log, and cancels it there. */
async function cancelAt(deployment: Deployment, line: string, packages: Record<string, string>): Promise<void> {
  const cancelling = new AbortController()
  deployment.tentacle.onLine = ({ text }) => {
    if (text.includes(line)) cancelling.abort()
  }
  expect((await deployment.run('deploy-to-slot', {}, { packages, signal: cancelling.signal })).killed).toBe(true)
  deployment.tentacle.onLine = () => {}
}

test('a deployment that a power cut has ended replaces the files that were not on the disk when it is run again', async () => {
  const deployment = machine.deployment('1.8.0')
  const packages = { 'BG.Package': await machine.package('1.8.0') }
  await deployment.succeed('calculate-port')
  await cancelAt(deployment, 'appcmd start apppool MyApp-1.8.0', packages)
  const file = path.join(machine.root, 'MyApp/slots/MyApp-1.8.0/release.txt')
  const content = await readFile(file)
  await writeFile(file, Buffer.alloc(content.length))
  await machine.reboot()
  expect(await machine.state('site', 'MyApp-1.8.0'), 'it runs, with a file that is torn').toBe('Started')

  const again = await deployment.succeed('deploy-to-slot', {}, { packages })
  expect(complaintsOf(again)).toEqual([expect.stringContaining('release.txt. An earlier run was cut off')])
  expect(logOf(again)).toContain('appcmd stop site MyApp-1.8.0')
  expect(await readFile(file)).toEqual(content)
  expect(await machine.state('site', 'MyApp-1.8.0')).toBe('Started')
  await deployment.warmUp()
  await deployment.switch()
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.8.0' })
})

test('what was changed by hand in a kept slot stays, also when a run that deploys it again was killed', async () => {
  const file = path.join(machine.root, 'MyApp/slots/MyApp-1.7.0/release.txt')
  await writeFile(file, 'changed by hand')
  // Another slot has its port by now, so it is one without a port.
  await machine.deployment('1.9.0').chain(await machine.package('1.9.0'))
  expect((await machine.marker()).slots['MyApp-1.7.0']?.port).toBeNull()
  const deployment = machine.deployment('1.7.0')
  const packages = { 'BG.Package': await machine.package('1.7.0') }
  await deployment.succeed('calculate-port')
  for (const _ of ['once', 'twice']) await cancelAt(deployment, 'appcmd start apppool MyApp-1.7.0', packages)
  await deployment.succeed('deploy-to-slot', {}, { packages })
  expect(await readFile(file, 'utf8')).toBe('changed by hand')
})
