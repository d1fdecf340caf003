import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginDownload } from './long-download.js'
import { complaintsOf, logOf, MachineUnderTest } from './machine-under-test.js'
import { PollingClient, problemsIn } from './polling-client.js'

let machine: MachineUnderTest
beforeAll(async () => {
  machine = await MachineUnderTest.start()
  await machine.startNginx(undefined, 'nginx-reload')
})
afterAll(() => machine.dispose())

test('three releases follow each other behind an NGINX that is reloaded, the ports taken from a range', async () => {
  const from = Math.min(...machine.ports)
  const range = { 'BlueGreen.Ports': `${from}-${from + 500}` }
  const one = await machine.deployment('1.0.0', range).chain(await machine.package('1.0.0'))
  expect(complaintsOf(...Object.values(one))).toEqual([])
  expect(one.prepare.outputs).toEqual({ Router: 'nginx-reload' })
  expect(one.port.outputs).toMatchObject({ LiveSlot: '', FirstDeployment: 'True' })
  expect(one.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.0.0', PreviousSlot: '' })

  const client = new PollingClient(machine.frontPort, { retries: true })
  const two = await machine.deployment('1.1.0', range).chain(await machine.package('1.1.0'))
  expect(two.prepare.log.map(({ text }) => text).join('\n')).not.toContain('-s reload')
  expect(two.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.1.0', PreviousSlot: 'MyApp-1.0.0' })
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Stopped')
  expect(logOf(two.switch)).toMatch(/NGINX [\d.]+ is reloaded/)

  const next = machine.deployment('1.2.0', range)
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
  const portOf: Record<string, string | undefined> = {}
  for (const { outputs } of [one.switch, two.switch, three])
    portOf[outputs['LiveSlot']?.slice('MyApp-'.length) ?? ''] = outputs['LivePort']
  expect(new Set(Object.values(portOf)).size).toBe(3)
  for (const { release, port } of seen) expect(port).toBe(portOf[release])
  for (const [result, old] of [
    [two.switch, '1.0.0'],
    [three, '1.1.0'],
  ] as const) {
    const provenAt = Date.parse(result.outputs['ProvenAt'] ?? '')
    expect(seen.filter(({ askedAt, release }) => askedAt > provenAt && release === old)).toEqual([])
  }
})
