import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Status } from '../../src/status/status-of.js'
import { beginDownload } from './long-download.js'
import { complaintsOf, logOf, MachineUnderTest } from './machine-under-test.js'

let machine: MachineUnderTest
beforeAll(async () => {
  machine = await MachineUnderTest.start()
})
afterAll(() => machine.dispose())

test('on a machine where nothing was prepared Status says so', async () => {
  expect(await machine.deployment('1.0.0').fail('status')).toContain('Run Prepare Router first')
})

test('Status shows the slots, which one is live since when, and what is in flight, and changes nothing', async () => {
  await machine.deployment('1.0.0').prepare()
  const nothing = await machine.deployment('1.0.0').succeed('status')
  expect(nothing.outputs).toMatchObject({ LiveSlot: '', Slots: '' })
  expect(complaintsOf(nothing)).toEqual([])

  await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
  const { switch: switched } = await machine.deployment('1.1.0').chain(await machine.package('1.1.0'))
  const before = await machine.everything()
  await beginDownload(machine.frontPort, 30)
  // By hand, and so without any of Octopus's ids.
  const byHand = machine.deployment('', { 'Octopus.Task.Id': '', 'Octopus.Project.Id': '', 'Octopus.Space.Id': '' })
  const result = await byHand.succeed('status')

  expect(await machine.everything()).toEqual(before)
  expect(complaintsOf(result)).toEqual([])
  expect(result.outputs).toEqual({
    LiveSlot: 'MyApp-1.1.0',
    LivePort: `${machine.ports[1]}`,
    LiveRelease: '1.1.0',
    PreviousSlot: 'MyApp-1.0.0',
    Slots: 'MyApp-1.0.0,MyApp-1.1.0',
  })
  const log = logOf(result)
  expect(log).toMatch(/slot +release +port +site +pool +workers +in flight/)
  expect(log).toMatch(new RegExp(`MyApp-1\\.1\\.0 +1\\.1\\.0 +${machine.ports[1]} +Started +Started +\\d+ +1 +live`))
  expect(log).toMatch(
    new RegExp(`MyApp-1\\.0\\.0 +1\\.0\\.0 +${machine.ports[0]} +Stopped +Stopped +- +\\S* +previous`),
  )
  expect(log).toMatch(/switched {2}MyApp-1\.0\.0 -> MyApp-1\.1\.0/)

  const [artifact] = result.artifacts
  expect(artifact?.name).toBe('MyApp-status.json')
  const status = JSON.parse(await readFile(artifact?.path ?? '', 'utf8')) as Status
  expect(status).toMatchObject({
    application: 'MyApp',
    live: 'MyApp-1.1.0',
    previous: 'MyApp-1.0.0',
    disagreements: [],
  })
  expect(status.slots).toMatchObject([
    { slot: 'MyApp-1.0.0', site: 'Stopped', workers: [], inFlight: null },
    { slot: 'MyApp-1.1.0', site: 'Started', inFlight: 1 },
  ])
  const provenAt = Date.parse(switched.outputs['ProvenAt'] ?? '')
  expect(Math.abs(Date.parse(status.liveSince ?? '') - provenAt)).toBeLessThan(1_000)
})

test('where the router was changed by hand Status says so, and believes the router', async () => {
  const file = path.join(machine.root, 'MyApp', 'front', 'web.config')
  const text = await readFile(file, 'utf8')
  const [first, second] = machine.ports
  await writeFile(file, text.replaceAll(`${second}`, `${first}`))
  const back = await machine.deployment('1.1.0').succeed('status')
  expect(back.outputs['LiveSlot']).toBe('MyApp-1.0.0')
  expect(complaintsOf(back)).toEqual([
    'The router points to MyApp-1.0.0, whose site is stopped: nobody serves.',
    'The router points to MyApp-1.0.0, the journal says MyApp-1.1.0 is live.',
  ])
  await writeFile(file, text.replaceAll(`${second}`, '9'))
  const nowhere = await machine.deployment('1.1.0').succeed('status')
  expect(complaintsOf(nowhere)).toEqual(['The router points to port 9, which no slot has.'])
  await writeFile(file, text)
})
