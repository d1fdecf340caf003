import { afterAll, beforeAll, expect, test } from 'vitest'
import { MachineUnderTest } from './machine-under-test.js'

let machine: MachineUnderTest
beforeAll(async () => {
  machine = await MachineUnderTest.start()
})
afterAll(() => machine.dispose())

async function addSites(from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index)
  const stdin = `<?xml version="1.0" encoding="UTF-8"?>\n<appcmd>${numbers
    .map(
      (
        number,
      ) => `<SITE SITE.NAME="Other-${number}" SITE.ID="${number}"><site name="Other-${number}" id="${number}" serverAutoStart="false">
  <bindings><binding protocol="http" bindingInformation="*:80:other-${number}.example.com" /></bindings>
  <application path="/"><virtualDirectory path="/" physicalPath="/srv/other-${number}" /></application></site></SITE>`,
    )
    .join('')}</appcmd>`
  const { exitCode, stdout } = await machine.host.run({ program: 'appcmd', args: ['add', 'site', '/in'], stdin })
  if (exitCode !== 0) throw new Error(stdout)
}

/** The different questions and changes of each step. How often one waits for a state is a matter of time. */
async function callsOf(release: string): Promise<Record<string, string[]>> {
  const deployment = machine.deployment(release)
  const file = await machine.package(release)
  const steps: Record<string, () => Promise<unknown>> = {
    prepare: () => deployment.prepare(),
    port: () => deployment.succeed('calculate-port'),
    deploy: () => deployment.deploy(file),
    switch: () => deployment.switch(),
    delete: () => deployment.succeed('delete-previous'),
    status: () => deployment.succeed('status'),
  }
  const calls: Record<string, string[]> = {}
  for (const [name, run] of Object.entries(steps)) {
    const before = machine.host.transcript().length
    await run()
    const made = machine.host.transcript().slice(before)
    const plain = made
      .filter(({ program }) => program === 'appcmd')
      .map(({ args }) => args.join(' ').replace(/\d+\.\d+\.0/g, 'RELEASE'))
    calls[name] = [...new Set(plain)].sort()
    expect(plain.length, `${name}: ${plain.join('\n')}`).toBeLessThan(60)
  }
  return calls
}

test('every step makes the same calls of appcmd with ten other sites as with a thousand', async () => {
  for (const release of ['0.1.0', '0.2.0']) await callsOf(release)
  await addSites(1, 11)
  const few = await callsOf('1.0.0')
  await addSites(11, 1_001)
  const many = await callsOf('1.1.0')
  expect(many).toEqual(few)
})
