import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'vitest'
import { type Turn, Twins } from './fixtures/twins.js'
import type { MachineUnderTest } from './machine-under-test.js'

const kills = 3

const turns = (number: number, packageFile: string): Turn[] => [
  // Each deployment changes the front's web.config, so that Prepare Router has something to do.
  { step: 'prepare-router', parameters: { 'BG.MostBody': `${number}MB` } },
  { step: 'calculate-port' },
  {
    step: 'deploy-to-slot',
    parameters: { 'BG.WritableFolders': 'uploads' },
    request: { packages: { 'BG.Package': packageFile } },
  },
  { step: 'warm-up', parameters: { 'BG.InARow': '2', 'BG.Latency': '5s' } },
  { step: 'switch-arr', parameters: { 'BG.DrainInterval': '10ms' } },
  { step: 'delete-previous' },
  { step: 'status' },
]

/** Somebody uploads a file to a release: Delete Previous must not lose it. */
async function upload(machine: MachineUnderTest, release: string): Promise<void> {
  const folder = path.join(machine.root, 'MyApp', 'slots', `MyApp-${release}`, 'uploads')
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'photo.txt'), `of ${release}`)
}

test('behind ARR each step, killed at any moment and run again, ends as if it had not been killed', async () => {
  const twins = await Twins.start('arr', async (machine) => {
    await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
    await upload(machine, '1.0.0')
  })
  try {
    // The first of them has no slot to delete, only one to retire.
    for (let number = 1; number <= kills; number++) {
      const release = `1.${number}.0`
      await twins.deploy(number, release, turns(number, await twins.killed.package(release)))
      await Promise.all([twins.undisturbed, twins.killed].map((machine) => upload(machine, release)))
    }
  } finally {
    await twins.dispose()
  }
}, 240_000)
