import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { freePort } from '../free-port.js'
import { complaintsOf, logOf, MachineUnderTest } from './machine-under-test.js'
import { home, writeApplication } from './own-application.js'
import { PollingClient, problemsIn } from './polling-client.js'

let machine: MachineUnderTest
afterEach(() => machine.dispose())

test('sharing violations, blank states, a WAS that lags behind and failed RPCs only take time', async () => {
  machine = await MachineUnderTest.start({
    seed: 7,
    sharingViolations: 0.3,
    rpcFailures: 0.3,
    blankStateReads: 3,
    startPoolNotReady: 2,
  })
  await machine.goLive('1.0.0')
  const client = new PollingClient(machine.frontPort)
  const results = []
  for (const release of ['1.1.0', '1.2.0']) {
    const deployment = machine.deployment(release)
    results.push(...Object.values(await deployment.chain(await machine.package(release))))
    results.push(await deployment.succeed('delete-previous'))
  }
  expect(problemsIn(await client.stop())).toEqual([])
  expect(complaintsOf(...results)).toEqual([])
  expect(Object.keys((await machine.marker()).slots)).toEqual(['MyApp-1.1.0', 'MyApp-1.2.0'])
  expect(machine.host.configuration()).not.toContain('MyApp-1.0.0')
  const log = results.map(logOf).join('\n')
  expect(log).toContain('appcmd: sharing-violation; again in')
  expect(log).toContain('appcmd: not-ready; again in')
  expect(log).toContain('appcmd: rpc-failed; again in')
})

test('workers that restart at a write to the configuration are named, and are a failure where that is wanted', async () => {
  machine = await MachineUnderTest.start({ restartsWorkersOnCommit: true })
  await machine.goLive('1.0.0')
  const port = await freePort()
  const folder = await writeApplication(path.join(machine.folder, 'neighbour'), home('0'), { keepsWorker: false })
  await machine.appcmd('add', 'apppool', '/name:Neighbour', '/startMode:AlwaysRunning')
  await machine.appcmd('add', 'site', '/name:Neighbour', `/bindings:http/127.0.0.1:${port}:`, `/physicalPath:${folder}`)
  await machine.appcmd('set', 'app', 'Neighbour/', '/applicationPool:Neighbour')
  await fetch(`http://127.0.0.1:${port}/`)

  const warned = machine.deployment('1.1.0')
  await warned.succeed('calculate-port')
  const deployed = await warned.deploy(await machine.package('1.1.0'))
  expect(complaintsOf(deployed)).toEqual([
    expect.stringMatching(
      /^While the configuration of IIS was written, other pools got other worker processes: "Neighbour" \(\d+ -> .*disallowRotationOnConfigChange/,
    ),
  ])

  await fetch(`http://127.0.0.1:${port}/`)
  const failing = machine.deployment('1.2.0')
  await failing.succeed('calculate-port')
  const packages = { 'BG.Package': await machine.package('1.2.0') }
  const message = await failing.fail('deploy-to-slot', { 'BG.AtWorkerRestart': 'fail' }, { packages })
  expect(message).toContain('other pools got other worker processes: "Neighbour"')
  expect(message).toContain('The configuration was written as intended.')
})

test('an application that lacks the setting itself is said, or refused before anything is made', async () => {
  machine = await MachineUnderTest.start()
  const folder = await writeApplication(path.join(machine.folder, 'own'), home('1.0.0'), { keepsWorker: false })
  const first = machine.deployment('1.0.0')
  await first.prepare()
  await first.succeed('calculate-port')
  const before = await machine.everything()
  const source = { 'BG.Source': folder }
  expect(await first.fail('deploy-to-slot', { ...source, 'BG.AtWorkerRestart': 'fail' })).toContain(
    'lacks the handler setting disallowRotationOnConfigChange=true',
  )
  expect(await machine.everything()).toEqual(before)
  expect(complaintsOf(await first.succeed('deploy-to-slot', source))).toEqual([
    expect.stringContaining('lacks the handler setting disallowRotationOnConfigChange=true'),
  ])
})
