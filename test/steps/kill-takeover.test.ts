import { expect, test } from 'vitest'
import { seededRandom } from '../../src/simulators/iis/seeded-random.js'
import type { ActionRequest } from '../../src/simulators/tentacle/tentacle.js'
import { freePort } from '../free-port.js'
import { kill } from './fixtures/kill.js'
import { leftovers, stateOf, stepProcesses } from './fixtures/machine-state.js'
import { firstSeed } from './fixtures/twins.js'
import { type Deployment, MachineUnderTest } from './machine-under-test.js'
import { PollingClient, problemsIn } from './polling-client.js'

const warm = { 'BG.InARow': '2', 'BG.Latency': '5s' }
const drain = { 'BG.DrainInterval': '10ms' }

type Turn = readonly [step: string, parameters: Record<string, string>, request: Partial<ActionRequest>]

const turns = (packageFile: string): Turn[] => [
  ['prepare-router', {}, {}],
  ['calculate-port', {}, {}],
  ['deploy-to-slot', {}, { packages: { 'BG.Package': packageFile } }],
  ['warm-up', warm, {}],
  ['switch-arr', drain, {}],
  ['delete-previous', {}, {}],
]

/** Runs a deployment up to a step, which is killed after some milliseconds. */
async function runAndKill(deployment: Deployment, all: readonly Turn[], killedStep: string, afterMs: number) {
  for (const [step, parameters, request] of all) {
    if (step === killedStep) return kill(deployment, step, { parameters, request }, afterMs)
    await deployment.succeed(step, parameters, request)
  }
  throw new Error(`There is no step ${killedStep}`)
}

async function runAll(deployment: Deployment, all: readonly Turn[]) {
  for (const [step, parameters, request] of all) await deployment.succeed(step, parameters, request)
}

test.each([
  ['deploy-to-slot', 250, 450],
  ['switch-arr', 60, 300],
  ['switch-arr', 100, 300],
])(
  'a deployment that was killed in %s (after %i to %i ms) is taken over by the next one',
  async (step, least, most) => {
    const machine = await MachineUnderTest.start()
    try {
      await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
      const client = new PollingClient(machine.frontPort)
      const afterMs = Math.round(least + seededRandom(firstSeed + least)() * (most - least))
      await runAndKill(machine.deployment('1.1.0'), turns(await machine.package('1.1.0')), step, afterMs)
      expect(await stepProcesses(machine)).toEqual([])
      await runAll(machine.deployment('1.2.0'), turns(await machine.package('1.2.0')))
      await runAll(machine.deployment('1.3.0'), turns(await machine.package('1.3.0')))
      expect(problemsIn(await client.stop()), `killed after ${afterMs} ms`).toEqual([])

      expect(Object.keys((await machine.marker()).slots), `killed after ${afterMs} ms`).toEqual([
        'MyApp-1.2.0',
        'MyApp-1.3.0',
      ])
      const state = await stateOf(machine)
      expect(JSON.stringify({ ...state, applications: undefined, grants: undefined })).not.toContain('1.1.0')
      expect(await leftovers(machine)).toEqual([])
    } finally {
      await machine.dispose()
    }
  },
)

test('two applications and two instances that are deployed at once and all killed do not touch each other', async () => {
  const machine = await MachineUnderTest.start()
  const random = seededRandom(firstSeed)
  try {
    const names = [
      ['MyApp', ''],
      ['Other', ''],
      ['Other', 'two'],
    ] as const
    const all = await Promise.all(
      names.map(async ([application, instance]) => {
        const front = await freePort()
        const variables = {
          'BlueGreen.Application': application,
          'BlueGreen.Instance': instance,
          'BlueGreen.Ports': `${await freePort()},${await freePort()}`,
          'BlueGreen.FrontDoor': `http://www.example.com:${front}/`,
          'BlueGreen.FrontBindings': `http/127.0.0.1:${front}:`,
        }
        const begin = (release: string) =>
          machine.deployment(release, variables, { tentacle: `tentacle-${application}${instance}` })
        return { begin, front, folder: instance ? `${application}-${instance}` : application, name: application }
      }),
    )
    const [one, two, three] = await Promise.all(['1.0.0', '1.1.0', '1.2.0'].map((release) => machine.package(release)))
    await Promise.all(all.map(({ begin }) => runAll(begin('1.0.0'), turns(one ?? ''))))
    const clients = all.map(({ front }) => new PollingClient(front))

    // Another release where the second one was killed at the same time: nobody waits for anybody.
    const again = await Promise.all(
      all.map(async ({ begin }) => {
        const deployment = begin('1.1.0')
        for (const [step, parameters, request] of turns(two ?? '')) {
          await kill(deployment, step, { parameters, request }, Math.round(random() * 500))
          await deployment.succeed(step, parameters, request)
        }
      }),
    )
    expect(again).toHaveLength(3)
    await Promise.all(all.map(({ begin }) => runAll(begin('1.2.0'), turns(three ?? ''))))

    for (const client of clients) {
      const seen = await client.stop()
      expect(problemsIn(seen)).toEqual([])
      expect(seen.at(-1)?.release).toBe('1.2.0')
    }
    for (const { folder } of all) {
      const { slots } = await machine.marker(folder)
      expect(Object.keys(slots)).toEqual([`${folder}-1.1.0`, `${folder}-1.2.0`])
    }
    expect(await leftovers(machine)).toEqual([])
  } finally {
    await machine.dispose()
  }
}, 120_000)
