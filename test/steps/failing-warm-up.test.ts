import { afterAll, beforeAll, expect, test } from 'vitest'
import { MachineUnderTest } from './machine-under-test.js'
import { ask } from './polling-client.js'

let machine: MachineUnderTest
beforeAll(async () => {
  machine = await MachineUnderTest.start()
  await machine.goLive('1.0.0')
})
afterAll(() => machine.dispose())

test('a release that never gets warm fails the step; users do not notice', async () => {
  const next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  await next.deploy(await machine.package('1.1.0', 'warm-up'))
  const message = await next.fail('warm-up', { 'BG.Limit': '1s' })
  expect(message).toMatch(
    new RegExp(
      `^http://127\\.0\\.0\\.1:${machine.ports[1]} did not get warm: after 1 s and \\d+ requests / answers 500 \\(expected 200-299\\)\\. .*what was live is live\\. Read the log of the application`,
    ),
  )
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0', port: `${machine.ports[0]}` })
})

test('a page that is not there is told at once, and not waited for', async () => {
  const message = await machine.deployment('1.0.0').fail('warm-up', {
    'BG.Urls': '/no-such-page',
    'BG.Address': `http://127.0.0.1:${machine.ports[0]}`,
    'BG.ReleaseHeader': '',
  })
  expect(message).toContain('/no-such-page answers 404 (expected 200-299): there is no such page')
})

test('a release that answers with the number of another one is not warm', async () => {
  const message = await machine.deployment('1.2.0').fail('warm-up', {
    'BG.Address': `http://127.0.0.1:${machine.ports[0]}`,
    'BG.Limit': '500ms',
  })
  expect(message).toContain('names the release "1.0.0" in X-Release instead of "1.2.0"')
})
