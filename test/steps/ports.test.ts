import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../free-port.js'
import { MachineUnderTest } from './machine-under-test.js'

let machine: MachineUnderTest
beforeAll(async () => {
  machine = await MachineUnderTest.start({
    excludedPortRanges: [[10_081, 10_082]],
    urlReservations: ['http://+:10083/wsman/'],
  })
  await machine.goLive('1.0.0')
})
afterAll(() => machine.dispose())

/** Undefined when somebody listens there already, which is as good. */
const listenAt = (port: number) =>
  new Promise<Server | undefined>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1' }, () => resolve(server))
  })

test('the idle port of a pair that belongs to somebody else’s site is refused, and it is said whose it is', async () => {
  const idle = machine.ports[1]
  const next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  await machine.appcmd(
    'add',
    'site',
    '/name:Other',
    `/bindings:http/*:${idle}:`,
    '/physicalPath:/tmp',
    '/serverAutoStart:false',
  )
  await machine.appcmd('list', 'site', 'Other') // new to IIS, its state is blank at first
  const before = await machine.everything({ claim: false })

  const why = `There is no port for the new slot: port ${idle} belongs to the site Other. Nothing was changed.`
  expect(await next.fail('calculate-port')).toContain(why)
  const packages = { 'BG.Package': await machine.package('1.1.0') }
  expect(await next.fail('deploy-to-slot', {}, { packages })).toContain(why)
  expect(await machine.everything({ claim: false })).toEqual(before)
  await machine.appcmd('delete', 'site', 'Other')
})

test('the idle port of a pair that another program listens on is refused', async () => {
  const idle = machine.ports[1]
  const listener = await listenAt(idle)
  try {
    expect(await machine.deployment('1.1.0').fail('calculate-port')).toContain(
      `port ${idle} has a listener that is no site of IIS`,
    )
  } finally {
    listener?.close()
  }
})

/** An application that takes its ports from a range. */
async function ranged(application: string, from: number, to: number) {
  const frontPort = await freePort()
  return {
    'BlueGreen.Application': application,
    'BlueGreen.Ports': `${from}-${to}`,
    'BlueGreen.FrontDoor': `http://www.example.com:${frontPort}/`,
    'BlueGreen.FrontBindings': `http/127.0.0.1:${frontPort}:`,
  }
}

test('of a range the first port is taken that nobody has or may have', async () => {
  await machine.appcmd(
    'add',
    'site',
    '/name:Old',
    '/bindings:http/*:10078:',
    '/physicalPath:/tmp',
    '/serverAutoStart:false',
  )
  const listener = await listenAt(10_079)
  try {
    const deployment = machine.deployment('1.0.0', await ranged('Ranged', 10_078, 10_090))
    await deployment.prepare()
    // 10080 is a port that HTTP clients refuse, 10081 and 10082 are excluded, 10083 is reserved.
    expect((await deployment.succeed('calculate-port')).outputs['Port']).toBe('10084')
    expect((await deployment.succeed('calculate-port')).outputs['Port']).toBe('10084')
    const other = machine.deployment('1.0.0', await ranged('Ranged-too', 10_083, 10_090))
    await other.prepare()
    expect((await other.succeed('calculate-port')).outputs['Port']).toBe('10085')
  } finally {
    listener?.close()
  }
})

test('a range without a free port is refused, with examples of who has them', async () => {
  const deployment = machine.deployment('1.0.0', await ranged('Full', 10_080, 10_083))
  await deployment.prepare()
  const message = await deployment.fail('calculate-port')
  expect(message).toContain('none of the ports 10080-10083 is free (4 are taken, for example 10080 is one that HTTP')
  expect(message).toContain('10081 is excluded by Windows')
})

test('of a range each release gets a port of its own, and keeps it', async () => {
  const from = await freePort()
  const variables = await ranged('Many', from, from + 40)
  const ports: string[] = []
  for (const release of ['1.0.0', '1.1.0']) {
    const { deploy } = await machine.deployment(release, variables).chain(await machine.package(release))
    ports.push(deploy.outputs['Port'] ?? '')
  }
  expect([...new Set(ports)].sort()).toEqual(ports)
  const again = machine.deployment('1.0.0', variables)
  expect((await again.succeed('calculate-port')).outputs['Port']).toBe(ports[0])
})

test('applications that choose from one range at the same time choose ports of their own', async () => {
  const from = await freePort()
  const deployments = await Promise.all(
    ['One', 'Two', 'Three', 'Four'].map(async (name) => {
      const variables = await ranged(name, from, from + 40)
      const deployment = machine.deployment('1.0.0', variables, { tentacle: `tentacle-${name}` })
      await deployment.prepare()
      return deployment
    }),
  )
  const chosen = await Promise.all(deployments.map((deployment) => deployment.succeed('calculate-port')))
  const ports = chosen.map(({ outputs }) => outputs['Port'])
  expect([...new Set(ports)]).toHaveLength(4)
})

test('a kept slot of a range whose port somebody else has taken is deployed to another one', async () => {
  const from = await freePort()
  const variables = await ranged('Kept', from, from + 40)
  await machine.deployment('1.0.0', variables).chain(await machine.package('1.0.0'))
  await machine.deployment('1.1.0', variables).chain(await machine.package('1.1.0'))
  const port = (await machine.marker('Kept')).slots['Kept-1.0.0']?.port
  await machine.appcmd('add', 'site', '/name:Stranger', `/bindings:http/127.0.0.1:${port}:`, '/physicalPath:/tmp')

  const again = await machine.deployment('1.0.0', variables).chain(await machine.package('1.0.0'))
  const taken = again.deploy.outputs['Port']
  expect(taken).not.toBe(String(port))
  expect(again.port.outputs['Port']).toBe(taken)
  expect(again.switch.outputs).toMatchObject({ LiveSlot: 'Kept-1.0.0' })
  expect(await machine.state('site', 'Stranger')).toBe('Started')
  await machine.appcmd('delete', 'site', 'Stranger')
})

test('another port that the deployment takes is reserved while it is at work, and kept when it is run again', async () => {
  const from = await freePort()
  const variables = await ranged('Moved', from, from + 40)
  const deployment = machine.deployment('1.0.0', variables)
  await deployment.prepare()
  const chosen = (await deployment.succeed('calculate-port')).outputs['Port']
  await machine.appcmd('add', 'site', '/name:Sudden', `/bindings:http/127.0.0.1:${chosen}:`, '/physicalPath:/tmp')

  const packages = { 'BG.Package': await machine.package('1.0.0') }
  const cancelling = new AbortController()
  deployment.tentacle.onLine = ({ text }) => {
    if (text.startsWith('Add pool')) cancelling.abort()
  }
  const half = await deployment.run('deploy-to-slot', {}, { packages, signal: cancelling.signal })
  expect(half.killed).toBe(true)
  deployment.tentacle.onLine = () => {}
  const port = Number(half.outputs['Port'])
  expect(port).not.toBe(Number(chosen))
  expect((await machine.marker('Moved')).reservedPort).toMatchObject({ port, slot: 'Moved-1.0.0' })

  const finished = await deployment.succeed('deploy-to-slot', {}, { packages })
  expect(finished.outputs['Port']).toBe(String(port))
  await machine.appcmd('delete', 'site', 'Sudden')
})
