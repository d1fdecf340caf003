import { test } from 'vitest'
import { type Turn, Twins } from './fixtures/twins.js'
import type { NginxRouter } from './machine-under-test.js'

const releases = ['1.0.0', '1.1.0']

const turns = (router: NginxRouter, number: number, packageFile: string): Turn[] => [
  // Each deployment changes the snippet, so that Prepare Router has something to load.
  { step: 'prepare-router-bash', parameters: { 'BG.Router': router, 'BG.MostBody': `${number}MB` } },
  { step: 'calculate-port' },
  { step: 'deploy-to-slot', request: { packages: { 'BG.Package': packageFile } } },
  { step: 'switch-nginx-bash', parameters: { 'BG.DrainInterval': '10ms' } },
]

async function killedAndRunAgain(router: NginxRouter, kills: number): Promise<void> {
  const twins = await Twins.start(router, async (machine) => {
    for (const release of releases) await machine.deployment(release).chain(await machine.package(release))
  })
  try {
    for (let number = 1; number <= kills; number++) {
      const release = releases[(number + 1) % 2] ?? ''
      const packageFile = await twins.killed.package(release)
      await twins.deploy(number, release, turns(router, number, packageFile), ['calculate-port', 'deploy-to-slot'])
    }
  } finally {
    await twins.dispose()
  }
}

test(
  'behind a real NGINX a switch, killed at any moment and run again, ends as if it had not been killed',
  () => killedAndRunAgain('nginx-flag', 3),
  240_000,
)

test(
  'behind an NGINX that is reloaded a switch, killed at any moment and run again, ends as if it had not been killed',
  () => killedAndRunAgain('nginx-reload', 2),
  240_000,
)
