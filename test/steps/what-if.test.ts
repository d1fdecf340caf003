import { afterEach, expect, test } from 'vitest'
import { type Deployment, logOf, MachineUnderTest } from './machine-under-test.js'

let machine: MachineUnderTest
afterEach(() => machine.dispose())

/** Runs a step as What If, which must change nothing at all. @returns its log */
async function whatIf(
  deployment: Deployment,
  step: string,
  parameters: Record<string, string> = {},
  packageFile?: string,
) {
  const before = await machine.everything()
  const packages = packageFile ? { packages: { 'BG.Package': packageFile } } : {}
  const result = await deployment.succeed(step, { 'BG.WhatIf': 'True', ...parameters }, packages)
  expect(await machine.everything()).toEqual(before)
  return logOf(result)
}

test('What If of every step says what would be done and changes nothing, on the first deployment and on later ones', async () => {
  machine = await MachineUnderTest.start()
  const [port] = machine.ports
  for (const release of ['1.0.0', '1.2.0']) {
    if (release === '1.2.0') await machine.goLive('1.1.0')
    const file = await machine.package(release)
    const deployment = machine.deployment(release)
    const isFirst = release === '1.0.0'
    const live = isFirst ? '' : '1.1.0'

    const prepared = await whatIf(deployment, 'prepare-router')
    if (isFirst) {
      expect(prepared).toContain('What if: Add site "MyApp-front"')
      expect(prepared).toContain('What if: Set the proxy of ARR: enabled=true')
      expect(prepared).toContain('info: What if: The front site MyApp-front would be made.')
    } else expect(prepared).toContain('What if: The front site MyApp-front is there already.')
    await deployment.prepare()

    expect(await whatIf(deployment, 'calculate-port')).toContain(
      `What if: port ${port} would be reserved for MyApp-${release}.`,
    )
    await deployment.succeed('calculate-port')

    const deployed = await whatIf(deployment, 'deploy-to-slot', {}, file)
    expect(deployed).toMatch(new RegExp(`What if: \\d+ files would go to .*/slots/MyApp-${release}\\.`))
    expect(deployed).toContain(`What if: Add pool "MyApp-${release}"`)
    expect(deployed).toContain(`What if: Add site "MyApp-${release}" at http/127.0.0.1:${port}:`)
    if (release === '1.2.0') expect(deployed).toContain(`MyApp-1.0.0 gives its port ${port} up.`)
    await deployment.deploy(file)
    await deployment.warmUp()

    const switched = await whatIf(deployment, 'switch-arr')
    expect(switched).toContain(
      `is pointed to MyApp-${release} (port ${port}) instead of ${live ? `MyApp-${live}` : 'no slot'}`,
    )
    await deployment.switch()
    expect(await whatIf(deployment, 'switch-arr')).toContain(`points to MyApp-${release} (port ${port}) already`)

    const deleted = await whatIf(deployment, 'delete-previous')
    if (release === '1.2.0') expect(deleted).toContain('MyApp-1.0.0 goes.')
    expect(deleted).toContain(`MyApp-${release} stays: live.`)
  }
  const again = machine.deployment('1.2.0')
  await again.succeed('calculate-port')
  expect(await whatIf(again, 'deploy-to-slot', {}, await machine.package('1.2.0'))).toContain('nothing to do')
})

test('What If with NGINX changes nothing either', async () => {
  machine = await MachineUnderTest.start()
  await machine.startNginx()
  const deployment = machine.deployment('1.0.0')
  const router = { 'BG.Router': 'nginx-flag' }
  expect(await whatIf(deployment, 'prepare-router-bash', router)).toContain('would be written and NGINX reloaded')
  const file = await machine.package('1.0.0')
  await deployment.upToSwitch(file)
  expect(await whatIf(deployment, 'prepare-router-bash', router)).toContain('sample.conf is there already')
  expect(await whatIf(deployment, 'switch-nginx-bash')).toContain(
    `is pointed to MyApp-1.0.0 (port ${machine.ports[1]})`,
  )
})
