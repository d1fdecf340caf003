import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { leftovers, stateOf } from './fixtures/machine-state.js'
import { type Deployment, MachineUnderTest } from './machine-under-test.js'

/** Cancels a step as soon as a certain call of appcmd has ended: what a random moment hits only now and then. */
async function killAfter(machine: MachineUnderTest, deployment: Deployment, step: string, call: string): Promise<void> {
  const cancelled = new AbortController()
  const before = machine.host.transcript().length
  const isMade = () =>
    machine.host
      .transcript()
      .slice(before)
      .some(({ args }) => args.join(' ').startsWith(call))
  const timer = setInterval(() => isMade() && cancelled.abort(), 1)
  const result = await deployment.run(step, {}, { signal: cancelled.signal })
  clearInterval(timer)
  expect(result.killed, call).toBe(true)
}

test.each(['set config', 'add apppool', 'add site'])(
  'a first Prepare Router that was killed after "%s" is finished by the next one',
  async (call) => {
    const [killed, undisturbed] = await Promise.all([MachineUnderTest.start(), MachineUnderTest.start()])
    const deployment = killed.deployment('1.0.0')
    await killAfter(killed, deployment, 'prepare-router', call)
    await deployment.succeed('prepare-router')
    await undisturbed.deployment('1.0.0').succeed('prepare-router')
    expect(await stateOf(killed)).toEqual(await stateOf(undisturbed))
    await Promise.all([killed.dispose(), undisturbed.dispose()])
  },
)

test('a slot whose site was retired before Delete Previous was killed has its pool retired by the next run', async () => {
  const machine = await MachineUnderTest.start()
  await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
  const second = machine.deployment('1.1.0')
  await second.chain(await machine.package('1.1.0'))
  await killAfter(machine, second, 'delete-previous', 'set site MyApp-1.0.0')
  await second.succeed('delete-previous')
  expect(machine.host.configuration()).toMatch(/name="MyApp-1.0.0" autoStart="false"/)
  expect(machine.host.configuration()).toMatch(/name="MyApp-1.0.0"[^>]* serverAutoStart="false"/)
  await machine.dispose()
})

test('what a killed run was about to write is removed, also where its process id is in use again', async () => {
  const machine = await MachineUnderTest.start()
  await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
  const folder = path.join(machine.root, 'MyApp')
  for (const file of ['blue-green.json', 'front/web.config', 'manifests/MyApp-1.0.0.json'])
    await writeFile(path.join(folder, `${file}.${process.pid}.0123abcd.blue-green-tmp`), 'half')
  await machine.deployment('1.1.0').succeed('calculate-port')
  expect(await leftovers(machine)).toEqual([])
  expect(await readFile(path.join(folder, 'front', 'web.config'), 'utf8')).toContain('BlueGreen')
  await machine.dispose()
})
