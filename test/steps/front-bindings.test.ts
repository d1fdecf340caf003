import { createServer } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../free-port.js'
import { elementOf, plainSite, siteName } from './fixtures/plain-site.js'
import { complaintsOf, MachineUnderTest } from './machine-under-test.js'
import { home, writeApplication } from './own-application.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

let machine: MachineUnderTest
beforeEach(async () => {
  machine = await MachineUnderTest.start({ newBindingMs: 60 })
})
afterEach(() => machine.dispose())

const own = () => `http/127.0.0.1:${machine.frontPort}:`
const frontBindings = () => elementOf(machine, 'MyApp-front')?.match(/<binding [^>]*>/g)
/** Of a network that nobody has: IIS takes the binding and cannot start the site with it. */
const unreachable = async () => `http/192.0.2.1:${await freePort()}:`

async function expectServed(release: string) {
  expect(await ask(machine.frontPort)).toMatchObject({ release, port: `${machine.ports[0]}` })
  expect(await machine.state('site', 'MyApp-front')).toBe('Started')
}

test('a binding is added to the front site, and one taken away, while users go on', async () => {
  await machine.goLive('1.0.0')
  const port = await freePort()
  const client = new PollingClient(machine.frontPort, { everyMs: 5 })
  const deployment = machine.deployment('1.1.0')
  const added = await deployment.succeed('prepare-router', {
    'BG.FrontBindings': `${own()}\nhttp/127.0.0.1:${port}:`,
  })
  expect(await ask(port)).toMatchObject({ release: '1.0.0' })
  const removed = await deployment.succeed('prepare-router')
  expect(problemsIn(await client.stop())).toEqual([])
  expect(complaintsOf(added, removed)).toEqual([])
  expect((await ask(port)).problem).toContain('ECONNREFUSED')
  expect(await machine.marker()).not.toHaveProperty('rebinding')
})

test('a binding whose port another program has is refused before anything is changed', async () => {
  await machine.goLive('1.0.0')
  await machine.deployment('1.1.0').succeed('prepare-router')
  const port = await freePort()
  const server = createServer().listen(port, '127.0.0.1')
  onTestFinished(() => void server.close())
  const before = await machine.everything({ claim: false })
  const client = new PollingClient(machine.frontPort, { everyMs: 5 })
  const message = await machine.deployment('1.1.0').fail('prepare-router', {
    'BG.FrontBindings': `${own()}\nhttp/127.0.0.1:${port}:`,
    'BG.MostBody': '5MB',
  })
  expect(problemsIn(await client.stop())).toEqual([])
  expect(message).toContain(`The port of http/127.0.0.1:${port}: has a listener that is no site of IIS`)
  expect(await machine.everything({ claim: false })).toEqual(before)
})

test('a front site that IIS stops because of its new bindings has its old ones again, and serves', async () => {
  await machine.goLive('1.0.0')
  const before = machine.host.configuration()
  const wrong = { 'BG.FrontBindings': `${own()}\n${await unreachable()}` }
  for (const _ of ['once', 'and again']) {
    const message = await machine.deployment('1.1.0').fail('prepare-router', wrong)
    expect(message).toMatch(
      /With its new bindings the front site MyApp-front did not answer .*it has its old ones again/s,
    )
    expect(message).toContain('Correct BG.FrontBindings')
    expect(machine.host.configuration()).toBe(before)
    await expectServed('1.0.0')
  }
  expect(await machine.marker()).not.toHaveProperty('rebinding')
}, 60_000)

test.each(['nobody calls', 'IIS cannot start the site with'])(
  'a run that was killed with bindings that %s: the next one gives users the old ones again',
  async (kind) => {
    await machine.goLive('1.0.0')
    const before = machine.host.configuration()
    const port = await freePort()
    const binding = kind === 'nobody calls' ? `http/127.0.0.1:${port}:` : `http/192.0.2.1:${port}:`
    const wrong = { 'BG.FrontBindings': binding }
    const cancelled = new AbortController()
    const running = machine.deployment('1.1.0').run('prepare-router', wrong, { signal: cancelled.signal })
    await expect
      .poll(() => elementOf(machine, 'MyApp-front')?.includes(`:${port}:`), { interval: 2, timeout: 20_000 })
      .toBe(true)
    cancelled.abort()
    expect((await running).killed).toBe(true)
    await expect.poll(async () => (await ask(machine.frontPort)).problem).toContain('ECONNREFUSED')

    expect(await machine.deployment('1.1.0').fail('prepare-router', wrong)).toContain('it has its old ones again')
    await expectServed('1.0.0')
    expect(machine.host.configuration()).toBe(before)
    await machine.deployment('1.1.0').succeed('prepare-router')
    expect(await machine.marker()).not.toHaveProperty('rebinding')
  },
  60_000,
)

test('a killed run is finished with other bindings, and what served before it is the way back', async () => {
  await machine.goLive('1.0.0')
  const before = machine.host.configuration()
  const port = await freePort()
  const cancelled = new AbortController()
  const running = machine
    .deployment('1.1.0')
    .run('prepare-router', { 'BG.FrontBindings': `http/127.0.0.1:${port}:` }, { signal: cancelled.signal })
  await expect
    .poll(() => elementOf(machine, 'MyApp-front')?.includes(`:${port}:`), { interval: 2, timeout: 20_000 })
    .toBe(true)
  cancelled.abort()
  await running
  const other = { 'BG.FrontBindings': `http/127.0.0.1:${await freePort()}:` }
  expect(await machine.deployment('1.1.0').fail('prepare-router', other)).toContain('it has its old ones again')
  expect(machine.host.configuration()).toBe(before)
  await expectServed('1.0.0')
}, 60_000)

test('workers that restart with the bindings are a failure where that is wanted, and users are served all the same', async () => {
  await machine.dispose()
  machine = await MachineUnderTest.start({ restartsWorkersOnCommit: true })
  await machine.goLive('1.0.0')
  const neighbour = await freePort()
  const folder = await writeApplication(path.join(machine.folder, 'neighbour'), home('0'), { keepsWorker: false })
  await machine.appcmd('add', 'apppool', '/name:Neighbour', '/startMode:AlwaysRunning')
  const bindings = `/bindings:http/127.0.0.1:${neighbour}:`
  await machine.appcmd('add', 'site', '/name:Neighbour', bindings, `/physicalPath:${folder}`)
  await machine.appcmd('set', 'app', 'Neighbour/', '/applicationPool:Neighbour')
  const failing = async (bindings: string) => {
    await ask(neighbour)
    const parameters = { 'BG.FrontBindings': bindings, 'BG.AtWorkerRestart': 'fail' }
    return machine.deployment('1.1.0').fail('prepare-router', parameters)
  }

  const port = await freePort()
  expect(await failing(`${own()}\nhttp/127.0.0.1:${port}:`)).toContain('The configuration was written as intended.')
  expect(await ask(port)).toMatchObject({ release: '1.0.0' })
  expect(await machine.marker()).not.toHaveProperty('rebinding')

  expect(await failing(`${own()}\n${await unreachable()}`)).toContain('it has its old ones again')
  expect(await ask(port)).toMatchObject({ release: '1.0.0' })
  await expectServed('1.0.0')
}, 60_000)

test('the flags of https bindings are kept: of those that stay, and of those that are given back', async () => {
  const https = `https/*:${await freePort()}:www.example.com`
  await plainSite(machine, { bindings: `${own()},${https}` })
  const flags = `[protocol='https',bindingInformation='${https.slice(6)}'].sslFlags:1`
  await machine.appcmd('set', 'site', siteName, `/bindings.${flags}`)
  await machine.deployment('1.0.0').succeed('prepare-router', { 'BG.Adopt': siteName, 'BG.FrontBindings': '' })
  const before = frontBindings()
  expect(before?.join()).toContain('sslFlags="1"')
  const bound = (...bindings: string[]) => ({ 'BG.Adopt': siteName, 'BG.FrontBindings': bindings.join('\n') })

  const elsewhere = `http/127.0.0.1:${await freePort()}:`
  for (const wrong of [bound(elsewhere, https), bound(elsewhere)]) {
    expect(await machine.deployment('1.0.0').fail('prepare-router', wrong)).toContain('it has its old ones again')
    expect(frontBindings()?.sort()).toEqual(before?.sort())
  }
  await machine.deployment('1.0.0').succeed('prepare-router', bound(own(), https, elsewhere))
  expect(frontBindings()).toEqual(expect.arrayContaining(before ?? []))
  expect(frontBindings()).toHaveLength(3)
}, 60_000)

test('a front site that gets its first https binding tells the scheme without one bad answer', async () => {
  await machine.goLive('1.0.0')
  const client = new PollingClient(machine.frontPort, { everyMs: 5 })
  const https = `https/*:${await freePort()}:www.example.com`
  await machine.deployment('1.1.0').succeed('prepare-router', { 'BG.FrontBindings': `${own()}\n${https}` })
  expect(problemsIn(await client.stop())).toEqual([])
})
