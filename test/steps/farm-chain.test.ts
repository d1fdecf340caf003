import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, type TestContext, test } from 'vitest'
import { beginDownload } from './long-download.js'
import { complaintsOf, logOf, MachineUnderTest } from './machine-under-test.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

async function farmMachine({ onTestFinished }: TestContext): Promise<MachineUnderTest> {
  const machine = await MachineUnderTest.start()
  onTestFinished(() => machine.dispose())
  await machine.setUpFarm()
  return machine
}

const farmsOf = ({ host }: MachineUnderTest) => /<webFarms>[\s\S]*<\/webFarms>/.exec(host.configuration())?.[0]
const healthOn = ({ root }: MachineUnderTest, port: number) =>
  readFile(path.join(root, 'MyApp', 'router', 'health', `${port}`, 'up.html'), 'utf8')
const healthOf = (machine: MachineUnderTest) => Promise.all(machine.ports.map((port) => healthOn(machine, port)))

test.concurrent('three releases go through an existing farm: no answer is lost, both answer for a moment, and none of the old one after the proof', async (context) => {
  const machine = await farmMachine(context)
  const before = farmsOf(machine)
  const one = await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
  expect(complaintsOf(...Object.values(one))).toEqual([])
  expect(one.prepare.outputs).toEqual({ Router: 'arr-health-file' })
  expect(one.port.outputs).toMatchObject({ Port: `${machine.ports[0]}`, FirstDeployment: 'True' })

  const client = new PollingClient(machine.frontPort)
  const two = await machine.deployment('1.1.0').chain(await machine.package('1.1.0'))
  const download = await beginDownload(machine.frontPort, 8)
  const three = await machine.deployment('1.2.0').chain(await machine.package('1.2.0'))
  expect(await download.ended).toMatchObject({ release: '1.1.0', whole: true })
  expect(complaintsOf(...Object.values(two), ...Object.values(three))).toEqual([])

  const seen = await client.stop()
  expect(problemsIn(seen)).toEqual([])
  for (const [{ switch: switched }, old] of [
    [two, '1.0.0'],
    [three, '1.1.0'],
  ] as const) {
    expect(logOf(switched)).toMatch(/For at most \d\.\d s both releases answered/)
    const provenAt = Date.parse(switched.outputs['ProvenAt'] ?? '')
    const switchedAt = Date.parse(switched.outputs['SwitchedAt'] ?? '')
    expect(seen.filter(({ askedAt, release }) => askedAt > switchedAt && release === old)).toEqual([])
    expect(provenAt).toBeGreaterThanOrEqual(switchedAt)
    expect(seen.some(({ release }) => release === old)).toBe(true)
  }
  expect(await machine.state('site', 'MyApp-1.1.0')).toBe('Stopped')
  expect(await healthOf(machine)).toEqual([expect.stringMatching(/^up\n/), 'down\n'])
  expect(farmsOf(machine)).toBe(before)

  // 1.0.0 was kept, and gets the idle port and its health file.
  const back = await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
  expect(back.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.0.0', LivePort: `${machine.ports[1]}` })
  expect((await ask(machine.frontPort)).release).toBe('1.0.0')
}, 240_000)

test.concurrent('a release whose health ARR never sees is not switched to: the old one serves all the while', async (context) => {
  const machine = await farmMachine(context)
  await machine.appcmd(
    'set',
    'config',
    '-section:webFarms',
    "/[name='MyFarm'].applicationRequestRouting.healthCheck.timeout:00:00:01",
    '/commit:apphost',
  )
  await machine.goLive('1.0.0')
  const next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  await next.deploy(await machine.package('1.1.0'))
  await machine.appcmd('delete', 'app', 'MyApp-1.1.0/blue-green-health')
  const client = new PollingClient(machine.frontPort)

  const message = await next.fail('switch-arr')
  expect(message).toContain('ARR did not take the member in')
  expect(message).toContain(`http://127.0.0.2:${machine.ports[1]}/blue-green-health/up.html answers 404`)
  expect(message).toContain(`127.0.0.1:${machine.ports[0]} is live, as before.`)
  expect(await healthOf(machine)).toEqual(['up\nturn 1\n', 'down\n'])
  const seen = await client.stop()
  expect(problemsIn(seen)).toEqual([])
  expect(new Set(seen.map(({ release }) => release))).toEqual(new Set(['1.0.0']))

  // The next deployment puts right what was deleted.
  const again = machine.deployment('1.1.0')
  await again.succeed('calculate-port')
  await again.deploy(await machine.package('1.1.0'))
  await again.switch()
  expect((await ask(machine.frontPort)).release).toBe('1.1.0')
}, 240_000)

test.concurrent('a switch that was killed while both answered: another deployment takes it back, and loses nothing', async (context) => {
  const machine = await farmMachine(context)
  await machine.goLive('1.0.0')
  const killed = machine.deployment('1.1.0')
  await killed.succeed('calculate-port')
  await killed.deploy(await machine.package('1.1.0'))
  const [, idle] = machine.ports
  const client = new PollingClient(machine.frontPort)
  const cancelled = new AbortController()
  const timer = setInterval(async () => (await healthOn(machine, idle)).startsWith('up') && cancelled.abort(), 2)
  expect(await killed.run('switch-arr', {}, { signal: cancelled.signal })).toMatchObject({ killed: true })
  clearInterval(timer)
  expect(await healthOf(machine)).toEqual(['up\nturn 1\n', 'up\nturn 2\n'])
  const deadline = performance.now() + 10_000
  while (!client.seen.some(({ release }) => release === '1.1.0') && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10))

  const next = await machine.deployment('1.2.0').chain(await machine.package('1.2.0'))
  expect(logOf(next.deploy)).toContain(`A switch to port ${idle} was begun and not ended`)
  expect(next.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.2.0', PreviousSlot: 'MyApp-1.0.0' })
  const seen = await client.stop()
  expect(problemsIn(seen)).toEqual([])
  expect(seen.some(({ release }) => release === '1.1.0')).toBe(true)
  expect(seen.at(-1)?.release).toBe('1.2.0')
}, 240_000)

test('a release that is gone before the old member is out gives its place back at once', async (context) => {
  const machine = await farmMachine(context)
  await machine.goLive('1.0.0')
  const next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  await next.deploy(await machine.package('1.1.0'))
  const [live, idle] = machine.ports
  const failing = next.fail('switch-arr')
  await expect.poll(() => healthOn(machine, live), { timeout: 30_000, interval: 5 }).toBe('down\n')
  await machine.appcmd('stop', 'apppool', 'MyApp-1.1.0')

  const message = await failing
  expect(message).toContain(`Port ${idle} answered no longer when ARR had taken it in: `)
  expect(message).toContain(`127.0.0.1:${live} is live again.`)
  expect(await healthOf(machine)).toEqual(['up\nturn 3\n', 'down\n'])
  expect((await ask(machine.frontPort)).release).toBe('1.0.0')
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Started')
}, 120_000)

test('a release that died after a switch that was killed while both answered gets no more requests, although it is refused', async (context) => {
  const machine = await farmMachine(context)
  await machine.goLive('1.0.0')
  const next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  await next.deploy(await machine.package('1.1.0'))
  const [live, idle] = machine.ports
  const cancelled = new AbortController()
  const running = next.run('switch-arr', {}, { signal: cancelled.signal })
  await expect.poll(() => healthOn(machine, idle), { timeout: 30_000, interval: 5 }).toMatch(/^up\n/)
  cancelled.abort()
  expect((await running).killed).toBe(true)
  expect(await healthOn(machine, live)).toMatch(/^up\n/)
  await machine.appcmd('stop', 'apppool', 'MyApp-1.1.0')

  expect(await next.fail('switch-arr')).toContain('The switch was not begun')
  expect(await healthOf(machine)).toEqual([expect.stringMatching(/^up\n/), 'down\n'])
  for (let request = 0; request < 20; request++)
    expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
}, 120_000)

test('what is not right with a farm is refused with the commands that set it right', async (context) => {
  const machine = await farmMachine(context)
  const section = '-section:webFarms'
  const farm = "/[name='MyFarm']"
  const prepare = () => machine.deployment('1.0.0').fail('prepare-router', { 'BG.Router': 'arr-health-file' })
  const runAll = async (message: string) => {
    const commands = [...message.matchAll(/appcmd ((?:(?! ; ).)*\/commit:apphost)/g)].map(([, line = '']) => line)
    for (const line of commands)
      await machine.appcmd(...[...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, a, b]) => a ?? b ?? ''))
    return commands.length
  }
  const wrong = [
    [[`/+[name='MyFarm'].[address='127.0.0.9']`], 'it has 3 enabled members'],
    [[`${farm}.[address='127.0.0.2'].enabled:false`], `no enabled member has the port ${machine.ports[1]}`],
    [
      [`${farm}.[address='127.0.0.2'].applicationRequestRouting.httpPort:81`],
      `no enabled member has the port ${machine.ports[1]}`,
    ],
    [[`${farm}.applicationRequestRouting.healthCheck.responseMatch:`], 'no response match'],
    [[`${farm}.applicationRequestRouting.healthCheck.url:`], 'checks no health'],
    [[`${farm}.applicationRequestRouting.healthCheck.interval:00:00:30`], 'runs every 30 s'],
  ] as const
  for (const [parameters, told] of wrong) {
    await machine.appcmd('set', 'config', section, ...parameters, '/commit:apphost')
    const before = await machine.everything()
    const message = await prepare()
    expect(message).toContain(told)
    expect(message).toContain('The farm is yours, so that it was not changed.')
    expect(((await machine.everything()) as { configuration: string }).configuration).toBe(
      (before as { configuration: string }).configuration,
    )
    expect(await runAll(message), message).toBeGreaterThan(0)
  }
  await machine.deployment('1.0.0').prepare()
})

test('a member on another machine is refused, and so is a health pool that somebody else has made', async (context) => {
  const machine = await farmMachine(context)
  const prepare = () => machine.deployment('1.0.0').fail('prepare-router', { 'BG.Router': 'arr-health-file' })
  await machine.appcmd('add', 'apppool', '/name:MyApp-health')
  expect(await prepare()).toContain('There is an application pool "MyApp-health" that this step did not make')
  const farm = "[name='MyFarm']"
  const port = `/${farm}.[address='203.0.113.9'].applicationRequestRouting.httpPort:${machine.ports[1]}`
  const members = [`/-${farm}.[address='127.0.0.2']`, `/+${farm}.[address='203.0.113.9']`, port]
  await machine.appcmd('set', 'config', '-section:webFarms', ...members, '/commit:apphost')
  expect(await prepare()).toContain('The member 203.0.113.9 of the web farm is another machine')
})

test('a farm that is not there is told whole: its commands make one that works', async (context) => {
  const machine = await farmMachine(context)
  const missing = { 'BG.Router': 'arr-health-file', 'BG.Farm': 'Other' }
  const message = await machine.deployment('1.0.0').fail('prepare-router', missing)
  expect(message).toContain('there is no web farm "Other"')
  const lines = [...message.matchAll(/appcmd ((?:(?! ; ).)*\/commit:apphost)/g)].map(([, line = '']) => line)
  for (const line of lines)
    await machine.appcmd(...[...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, a, b]) => a ?? b ?? ''))
  const config = path.join(machine.folder, 'farm-front', 'web.config')
  await writeFile(config, (await readFile(config, 'utf8')).replaceAll('MyFarm', 'Other'))
  await machine.deployment('1.0.0').prepare({ 'BG.Farm': 'Other' })
  const deployment = machine.deployment('1.0.0')
  await deployment.succeed('calculate-port')
  await deployment.deploy(await machine.package('1.0.0'))
  await deployment.switch()
  expect((await ask(machine.frontPort)).release).toBe('1.0.0')
})

test('What If looks at the farm and changes nothing', async (context) => {
  const machine = await farmMachine(context)
  await machine.everything() // IIS does not tell the state of a new site at once
  const before = await machine.everything()
  const result = await machine.deployment('1.0.0').prepare({ 'BG.WhatIf': 'True' })
  expect(logOf(result)).toContain('would be made')
  expect(await machine.everything()).toEqual(before)
})
