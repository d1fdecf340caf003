import { afterEach, beforeEach, expect, test } from 'vitest'
import { beginDownload } from './long-download.js'
import { complaintsOf, MachineUnderTest } from './machine-under-test.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

let machine: MachineUnderTest
beforeEach(async () => {
  machine = await MachineUnderTest.start()
})
afterEach(() => machine.dispose())

test('three releases are deployed one after the other, and not one answer is lost or mixed', async () => {
  const [first, second] = machine.ports
  const front = { frontPort: machine.frontPort }
  const one = await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))

  expect(complaintsOf(...Object.values(one))).toEqual([])
  expect(one.prepare.outputs).toEqual({ Router: 'arr-rewrite' })
  expect(one.port.outputs).toEqual({
    Address: `http://127.0.0.1:${first}`,
    Port: `${first}`,
    SlotName: 'MyApp-1.0.0',
    LiveSlot: '',
    LivePort: '',
    LiveRelease: '',
    FirstDeployment: 'True',
  })
  expect(one.deploy.outputs).toEqual({
    SlotName: 'MyApp-1.0.0',
    Port: `${first}`,
    Address: `http://127.0.0.1:${first}`,
    Folder: `${machine.root}/MyApp/slots/MyApp-1.0.0`,
    Changed: 'True',
  })
  expect(Number(one.warmUp.outputs['Requests'])).toBeGreaterThanOrEqual(4)
  expect(one.switch.outputs).toMatchObject({
    LiveSlot: 'MyApp-1.0.0',
    LivePort: `${first}`,
    PreviousSlot: '',
    PreviousPort: '',
  })
  expect(await ask(front.frontPort)).toMatchObject({ release: '1.0.0', port: `${first}` })

  const client = new PollingClient(machine.frontPort, { everyMs: 5 })
  const two = await machine.deployment('1.1.0').chain(await machine.package('1.1.0'))
  expect(two.port.outputs).toMatchObject({
    Port: `${second}`,
    LiveSlot: 'MyApp-1.0.0',
    LivePort: `${first}`,
    LiveRelease: '1.0.0',
    FirstDeployment: 'False',
  })
  expect(two.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.1.0', PreviousSlot: 'MyApp-1.0.0' })
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Stopped')
  expect(await machine.state('apppool', 'MyApp-1.0.0')).toBe('Stopped')
  expect(Object.keys(await machine.workers())).not.toContain('MyApp-1.0.0')

  const three = await machine.deployment('1.2.0').chain(await machine.package('1.2.0'))
  expect(three.deploy.outputs).toMatchObject({ SlotName: 'MyApp-1.2.0', Port: `${first}` })
  expect(three.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.2.0', PreviousSlot: 'MyApp-1.1.0' })
  expect(complaintsOf(...Object.values(two), ...Object.values(three))).toEqual([])

  const seen = await client.stop()
  expect(problemsIn(seen)).toEqual([])
  expect(seen.length).toBeGreaterThan(100)
  expect([...new Set(seen.map(({ release }) => release))]).toEqual(['1.0.0', '1.1.0', '1.2.0'])
  const portOf: Record<string, number> = { '1.0.0': first, '1.1.0': second, '1.2.0': first }
  for (const { release, port } of seen) expect(port).toBe(`${portOf[release]}`)
  for (const [chain, old] of [
    [two, '1.0.0'],
    [three, '1.1.0'],
  ] as const) {
    const provenAt = Date.parse(chain.switch.outputs['ProvenAt'] ?? '')
    const switchedAt = Date.parse(chain.switch.outputs['SwitchedAt'] ?? '')
    expect(provenAt).toBeGreaterThanOrEqual(switchedAt)
    expect(seen.filter(({ askedAt, release }) => askedAt > provenAt && release === old)).toEqual([])
    expect(seen.some(({ release }) => release === old)).toBe(true)
  }
})

test('a download that is in flight during the switch is completed by the old release before its slot is stopped', async () => {
  await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
  const next = machine.deployment('1.1.0')
  await next.upToSwitch(await machine.package('1.1.0'))

  const download = await beginDownload(machine.frontPort, 2)
  const switched = await next.switch()
  const { endedAt, ...got } = await download.ended

  expect(got).toMatchObject({ release: '1.0.0', whole: true })
  expect(Date.parse(switched.outputs['ProvenAt'] ?? '')).toBeLessThan(endedAt)
  const journal = await machine.journal()
  const drained = journal.find(({ kind, slot }) => kind === 'drained' && slot === 'MyApp-1.0.0')
  expect(Date.parse(drained?.at ?? '')).toBeGreaterThanOrEqual(endedAt)
  expect(journal.map(({ kind }) => kind).slice(-4)).toEqual(['switching', 'switched', 'drained', 'stopped'])
  expect(complaintsOf(switched)).toEqual([])
})
