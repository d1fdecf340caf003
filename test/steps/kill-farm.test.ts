import { test } from 'vitest'
import { type Turn, Twins } from './fixtures/twins.js'

const kills = 2

const turns = (number: number, packageFile: string): Turn[] => [
  { step: 'prepare-router', parameters: { 'BG.Router': 'arr-health-file' } },
  { step: 'calculate-port' },
  { step: 'deploy-to-slot', request: { packages: { 'BG.Package': packageFile } } },
  { step: 'switch-arr', parameters: { 'BG.DrainInterval': '10ms' } },
  ...(number === kills ? [{ step: 'delete-previous' }] : []),
]

test('behind a web farm each step, killed at any moment and run again, ends as if it had not been killed', async () => {
  const twins = await Twins.start('farm', async (machine) => {
    await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
  })
  try {
    for (let number = 1; number <= kills; number++) {
      const release = `1.${number}.0`
      await twins.deploy(number, release, turns(number, await twins.killed.package(release)))
    }
  } finally {
    await twins.dispose()
  }
}, 240_000)
