import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../free-port.js'
import { complaintsOf, logOf, MachineUnderTest, tree } from './machine-under-test.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

let machine: MachineUnderTest
beforeEach(async () => {
  machine = await MachineUnderTest.start()
})
afterEach(() => machine.dispose())

/** Another application, or another copy, with ports of its own. */
async function copyOf(variables: Record<string, string>) {
  const frontPort = await freePort()
  return {
    frontPort,
    variables: {
      'BlueGreen.Ports': `${await freePort()},${await freePort()}`,
      'BlueGreen.FrontDoor': `http://www.example.com:${frontPort}/`,
      'BlueGreen.FrontBindings': `http/127.0.0.1:${frontPort}:`,
      ...variables,
    },
  }
}

/** The elements of applicationHost.config whose name begins like this, to the letter. */
const elementsOf = (configuration: string, prefix: string) =>
  [
    ...configuration.matchAll(new RegExp(`<add name="${prefix}[^"]*"(?:[^>]*?/>|[^>]*?[^/]>[^]*?</add>)`, 'g')),
    ...configuration.matchAll(new RegExp(`<site name="${prefix}[^]*?</site>`, 'g')),
  ].map(([element]) => element)

test('two applications and two instances of one with the same release are deployed at the same time, and none touches another', async () => {
  const copies = [
    { folder: 'Shop', ...(await copyOf({ 'BlueGreen.Application': 'Shop' })) },
    {
      folder: 'MyApp-staging',
      ...(await copyOf({ 'BlueGreen.Instance': 'staging', 'Octopus.Environment.Id': 'Environments-2' })),
    },
    {
      folder: 'MyApp-production',
      ...(await copyOf({ 'BlueGreen.Instance': 'production', 'Octopus.Environment.Id': 'Environments-3' })),
    },
  ]
  const deployAll = async (release: string) => {
    const file = await machine.package(release)
    return Promise.all(
      copies.map(({ folder, variables }) =>
        machine.deployment(release, variables, { tentacle: `tentacle-${folder}` }).chain(file),
      ),
    )
  }
  await deployAll('1.0.0')
  const clients = copies.map(({ frontPort }) => new PollingClient(frontPort))
  const second = await deployAll('1.1.0')
  for (const client of clients) expect(problemsIn(await client.stop())).toEqual([])

  for (const [index, { folder, frontPort, variables }] of copies.entries()) {
    const ports = variables['BlueGreen.Ports'].split(',')
    expect(complaintsOf(...Object.values(second[index] ?? {}))).toEqual([])
    expect(second[index]?.switch.outputs).toMatchObject({
      LiveSlot: `${folder}-1.1.0`,
      LivePort: ports[1],
      PreviousSlot: `${folder}-1.0.0`,
    })
    expect(await ask(frontPort)).toMatchObject({ release: '1.1.0', port: ports[1] })
    expect(Object.keys((await machine.marker(folder)).slots)).toEqual([`${folder}-1.0.0`, `${folder}-1.1.0`])
  }
})

test('another project or environment without an instance of its own is refused, and told why', async () => {
  await machine.goLive('1.0.0')
  const before = await machine.everything()
  for (const other of [{ 'Octopus.Project.Id': 'Projects-2' }, { 'Octopus.Environment.Id': 'Environments-2' }]) {
    const stranger = machine.deployment('2.0.0', other)
    for (const step of ['prepare-router', 'calculate-port', 'delete-previous']) {
      const message = await stranger.fail(step)
      expect(message).toContain('belongs to space Spaces-1, project Projects-1, environment Environments-1')
      expect(message).toContain(Object.values(other)[0])
      expect(message).toContain('BG.Instance')
    }
  }
  expect(await machine.everything()).toEqual(before)
})

test('what is somebody else’s stays as it is, byte for byte', async () => {
  const ports = await Promise.all(Array.from({ length: 10 }, freePort))
  for (const [index, port] of ports.entries()) {
    const folder = path.join(machine.folder, 'others', `${index}`)
    await mkdir(folder, { recursive: true })
    await writeFile(path.join(folder, 'index.html'), `<p>other ${index}`)
    await machine.appcmd('add', 'apppool', `/name:Other-${index}`, '/managedRuntimeVersion:v4.0')
    await machine.appcmd(
      'add',
      'site',
      `/name:Other-${index}`,
      `/bindings:http/127.0.0.1:${port}:`,
      `/physicalPath:${folder}`,
    )
    await machine.appcmd('set', 'app', `Other-${index}/`, `/applicationPool:Other-${index}`)
  }
  await machine.appcmd('stop', 'site', 'Other-3')
  // Named like a slot of MyApp, and none.
  await machine.appcmd('add', 'apppool', '/name:MyApp-0.9.0')
  const shop = await copyOf({ 'BlueGreen.Application': 'Shop' })
  await machine.deployment('1.0.0', shop.variables).chain(await machine.package('1.0.0'))
  const theirs = async () => {
    const configuration = machine.host.configuration()
    return {
      elements: ['Other-', 'Shop', 'MyApp-0.9.0'].map((prefix) => elementsOf(configuration, prefix)),
      states: (await machine.appcmd('list', 'site')).split('\r\n').filter((line) => /"(Other|Shop)/.test(line)),
      files: await tree(path.join(machine.folder, 'others')),
      shop: await tree(path.join(machine.root, 'Shop')),
      pages: await Promise.all(
        ports.map((port) => fetch(`http://127.0.0.1:${port}/index.html`).then((answer) => answer.text(), String)),
      ),
      shopWorker: (await machine.workers())['Shop-1.0.0'],
    }
  }
  const before = await theirs()
  expect(before.elements.map((list) => list.length)).toEqual([20, 4, 1])

  for (const release of ['1.0.0', '1.1.0', '1.2.0']) {
    const deployment = machine.deployment(release)
    await deployment.chain(await machine.package(release))
    await deployment.succeed('delete-previous')
    await deployment.succeed('status')
  }
  expect(Object.keys((await machine.marker()).slots)).toEqual(['MyApp-1.1.0', 'MyApp-1.2.0'])
  expect(await theirs()).toEqual(before)
})

test('a site that somebody has put into the application pool of a slot serves on when the slot is stopped, retired and gives its port up', async () => {
  await machine.goLive('1.0.0')
  const port = await freePort()
  const folder = path.join(machine.folder, 'other')
  await mkdir(folder)
  await writeFile(path.join(folder, 'index.html'), 'other')
  await machine.appcmd('add', 'site', '/name:Other', `/bindings:http/127.0.0.1:${port}:`, `/physicalPath:${folder}`)
  await machine.appcmd('set', 'app', 'Other/', '/applicationPool:MyApp-1.0.0')
  const other = () => fetch(`http://127.0.0.1:${port}/index.html`).then((answer) => answer.text(), String)
  await expect.poll(other).toBe('other')
  const worker = (await machine.workers())['MyApp-1.0.0']
  const told = (what: string) => [`The application pool MyApp-1.0.0 serves the site Other as well: ${what}`]

  const next = machine.deployment('1.1.0')
  const { switch: switched } = await next.chain(await machine.package('1.1.0'))
  expect(await other()).toBe('other')
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Stopped')
  expect(complaintsOf(switched)).toEqual(told('it keeps running, only the site MyApp-1.0.0 was stopped.'))
  const again = await next.switch()
  expect(complaintsOf(again)).toEqual([])
  expect(logOf(again)).toContain('MyApp-1.0.0 is stopped already')

  const retired = await next.succeed('delete-previous')
  expect(complaintsOf(retired)).toEqual(
    told('whether it starts after a reboot stays as it is, only the site MyApp-1.0.0 no longer does.'),
  )
  expect(complaintsOf(await next.succeed('delete-previous'))).toEqual([])
  expect(await machine.appcmd('list', 'site', 'MyApp-1.0.0', '/config')).toContain('serverAutoStart="false"')

  await machine.deployment('1.2.0').chain(await machine.package('1.2.0')) // it takes the port of 1.0.0
  expect(await other()).toBe('other')
  expect((await machine.workers())['MyApp-1.0.0']).toBe(worker)
  await machine.reboot()
  await expect.poll(other).toBe('other')
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Stopped')
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.2.0' })
})

test('a release whose name somebody else’s site or pool has is refused', async () => {
  await machine.goLive('1.0.0')
  await machine.appcmd('add', 'apppool', '/name:MyApp-1.1.0')
  await expect.poll(() => machine.appcmd('list', 'apppool', 'MyApp-1.1.0')).toContain('state:Started')
  const next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  const before = await machine.everything({ claim: false })
  const packages = { 'BG.Package': await machine.package('1.1.0') }
  expect(await next.fail('deploy-to-slot', {}, { packages })).toContain(
    'There is an application pool "MyApp-1.1.0" on this machine that is no slot of this application. Nothing was changed.',
  )
  expect(await machine.everything({ claim: false })).toEqual(before)
})
