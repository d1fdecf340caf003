import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginDownload } from './long-download.js'
import { complaintsOf, MachineUnderTest } from './machine-under-test.js'
import { PollingClient, problemsIn } from './polling-client.js'

let machine: MachineUnderTest
beforeAll(async () => {
  machine = await MachineUnderTest.start()
  await machine.startNginx()
})
afterAll(() => machine.dispose())

test('three releases follow each other behind a real NGINX, and not one answer is lost or mixed', async () => {
  const [first, second] = machine.ports
  const one = await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
  expect(complaintsOf(...Object.values(one))).toEqual([])
  expect(one.prepare.outputs).toEqual({ Router: 'nginx-flag' })
  expect(one.port.outputs).toMatchObject({ Port: `${second}`, LiveSlot: '', FirstDeployment: 'True' })
  expect(one.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.0.0', LivePort: `${second}`, PreviousSlot: '' })

  const client = new PollingClient(machine.frontPort)
  const two = await machine.deployment('1.1.0', {}, { bashVariables: 'lookup' }).chain(await machine.package('1.1.0'))
  expect(two.switch.outputs).toMatchObject({
    LiveSlot: 'MyApp-1.1.0',
    LivePort: `${first}`,
    PreviousSlot: 'MyApp-1.0.0',
    PreviousPort: `${second}`,
  })
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Stopped')

  const next = machine.deployment('1.2.0')
  await next.upToSwitch(await machine.package('1.2.0'))
  const download = await beginDownload(machine.frontPort, 2)
  const three = await next.switch()
  const { endedAt, ...got } = await download.ended
  expect(got).toMatchObject({ release: '1.1.0', whole: true })
  const stopped = (await machine.journal()).find(({ kind, slot }) => kind === 'drained' && slot === 'MyApp-1.1.0')
  expect(Date.parse(stopped?.at ?? '')).toBeGreaterThanOrEqual(endedAt)
  expect(complaintsOf(...Object.values(two), three)).toEqual([])

  const seen = await client.stop()
  expect(problemsIn(seen)).toEqual([])
  const portOf: Record<string, number> = { '1.0.0': second, '1.1.0': first, '1.2.0': second }
  for (const { release, port } of seen) expect(port).toBe(`${portOf[release]}`)
  for (const [result, old] of [
    [two.switch, '1.0.0'],
    [three, '1.1.0'],
  ] as const) {
    const provenAt = Date.parse(result.outputs['ProvenAt'] ?? '')
    expect(seen.filter(({ askedAt, release }) => askedAt > provenAt && release === old)).toEqual([])
  }
})

test('NGINX knows two ports, and others are refused', async () => {
  const before = await machine.everything({ claim: false })
  const others = machine.deployment('1.3.0', { 'BlueGreen.Ports': '18081,18082' })
  expect(await others.fail('calculate-port')).toContain(
    `the router knows the ports ${machine.ports.join(' and ')} only. Example of a good value: ${machine.ports.join(',')}`,
  )
  expect(await machine.everything({ claim: false })).toEqual(before)
})
