import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type NodeVersion, nodePackages } from '../../src/simulators/windows/node-packages.js'
import { complaintsOf } from '../steps/machine-under-test.js'
import { PollingClient, problemsIn } from '../steps/polling-client.js'
import { countWindows } from './count-windows.js'
import { expectAscii, expectSimulatedPrograms } from './expectations.js'
import { onWindows } from './windows-lane.js'
import { WindowsMachine } from './windows-machine.js'

const limitMs = 300_000

/** The whole chain, twice, under one version of Windows' Node, and what a third release deletes. */
export const twoReleases = (node: NodeVersion): void =>
  onWindows(`Windows’ Node ${nodePackages[node].version}`, (windows) => {
    test(
      'two releases and the switch to a third one follow each other, and not one answer is lost or mixed',
      async () => {
        const machine = await WindowsMachine.startOn({ windows: windows(), node })
        try {
          await deployAll(machine, node)
        } finally {
          await machine.dispose()
        }
      },
      limitMs,
    )
  })

async function deployAll(machine: WindowsMachine, node: NodeVersion): Promise<void> {
  const slots = `${machine.seen(machine.root)}\\MyApp\\slots`
  expect(slots).toMatch(/^C:\\inetpub\\Blau Grün\\Test \w+\\BlueGreen\\MyApp\\slots$/)
  const one = await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
  expect(one.deploy.outputs['Folder']).toBe(`${slots}\\MyApp-1.0.0`)

  const client = new PollingClient(machine.frontPort)
  const second = machine.deployment('1.1.0')
  const two = await second.chain(await machine.package('1.1.0'))
  const kept = await second.succeed('delete-previous')
  const status = await second.succeed('status')
  const third = machine.deployment('1.2.0')
  const three = {
    port: await third.succeed('calculate-port'),
    deploy: await third.deploy(await machine.package('1.2.0')),
    switch: await third.switch(),
    deleted: await third.succeed('delete-previous'),
  }
  const seen = await client.stop()
  await countWindows(node, seen)

  expect(problemsIn(seen)).toEqual([])
  expect(seen.length).toBeGreaterThan(500)
  expect(new Set(seen.map(({ release }) => release))).toEqual(new Set(['1.0.0', '1.1.0', '1.2.0']))
  for (const [chain, old] of [
    [two, '1.0.0'],
    [three, '1.1.0'],
  ] as const) {
    const provenAt = Date.parse(chain.switch.outputs['ProvenAt'] ?? '')
    expect(seen.filter(({ askedAt, release }) => askedAt > provenAt && release === old)).toEqual([])
  }
  expect(two.switch.outputs).toMatchObject({ LiveSlot: 'MyApp-1.1.0', PreviousSlot: 'MyApp-1.0.0' })
  expect(kept.outputs).toMatchObject({ Deleted: '', Kept: 'MyApp-1.1.0,MyApp-1.0.0' })
  expect(three.deleted.outputs).toMatchObject({ Deleted: 'MyApp-1.0.0', Kept: 'MyApp-1.2.0,MyApp-1.1.0' })
  const paths = [...machine.host.configuration().matchAll(/physicalPath="([^"]*MyApp-[^"]*)"/g)].map(([, path]) => path)
  expect(paths.sort()).toEqual([`${slots}\\MyApp-1.1.0`, `${slots}\\MyApp-1.2.0`])
  expect(existsSync(`${machine.root}/MyApp/slots/MyApp-1.0.0`)).toBe(false)
  expect(status.artifacts.map(({ name }) => name)).toEqual(['MyApp-status.json'])

  const results = [...Object.values(one), ...Object.values(two), kept, status, ...Object.values(three)]
  expect(complaintsOf(...results)).toEqual([])
  expect(machine.leftRunning).toEqual([])
  expectAscii(machine)
  expectSimulatedPrograms(machine, results)
}
