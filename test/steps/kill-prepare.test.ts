import { expect, test } from 'vitest'
import { seededRandom } from '../../src/simulators/iis/seeded-random.js'
import { kill } from './fixtures/kill.js'
import { leftovers, stateOf, stepProcesses } from './fixtures/machine-state.js'
import { firstSeed } from './fixtures/twins.js'
import { MachineUnderTest } from './machine-under-test.js'

const kills = 6

for (const router of ['ARR', 'NGINX'] as const) {
  const step = router === 'ARR' ? 'prepare-router' : 'prepare-router-bash'
  const parameters: Record<string, string> = router === 'ARR' ? {} : { 'BG.Router': 'nginx-flag' }

  test(`the very first Prepare Router with ${router}, killed at any moment, is finished by the next run`, async () => {
    const blank = async () => {
      const machine = await MachineUnderTest.start()
      if (router === 'NGINX') await machine.startNginx()
      return machine
    }
    const undisturbed = await blank()
    const { ms } = await undisturbed.deployment('1.0.0').succeed(step, parameters)
    const wanted = await stateOf(undisturbed)
    await undisturbed.dispose()
    for (let seed = firstSeed; seed < firstSeed + kills; seed++) {
      const machine = await blank()
      const deployment = machine.deployment('1.0.0')
      const afterMs = Math.round(seededRandom(seed)() * ms)
      const said = `seed ${seed}: killed after ${afterMs} of ${ms} ms`
      await kill(deployment, step, { parameters }, afterMs)
      expect(await stepProcesses(machine), said).toEqual([])
      await deployment.succeed(step, parameters)
      expect(await stateOf(machine), said).toEqual(wanted)
      expect(await leftovers(machine), said).toEqual([])
      await machine.dispose()
    }
  }, 120_000)
}

test('a Prepare Router that was killed is finished by one with other parameters', async () => {
  const [machine, undisturbed] = await Promise.all([MachineUnderTest.start(), MachineUnderTest.start()])
  await Promise.all([machine, undisturbed].map((each) => each.deployment('1.0.0').succeed('prepare-router')))
  const random = seededRandom(firstSeed)
  for (let number = 2; number <= 6; number++)
    await kill(
      machine.deployment('1.0.0'),
      'prepare-router',
      { parameters: { 'BG.MostBody': `${number}MB` } },
      100 + Math.round(random() * 150),
    )
  await Promise.all(
    [machine, undisturbed].map((each) => each.deployment('1.0.0').succeed('prepare-router', { 'BG.MostBody': '9MB' })),
  )
  const [killed, calm] = await Promise.all([machine, undisturbed].map(stateOf))
  expect({ ...killed, applications: undefined }).toEqual({ ...calm, applications: undefined })
  expect((await machine.marker()).router).toMatchObject({ portHeader: true })
  await Promise.all([machine, undisturbed].map((each) => each.dispose()))
})
