import { afterAll, beforeAll, expect, test } from 'vitest'
import { logOf, MachineUnderTest } from './machine-under-test.js'

let machine: MachineUnderTest
beforeAll(async () => {
  machine = await MachineUnderTest.start()
})
afterAll(() => machine.dispose())

const ask = async () => {
  const answer = await fetch(`http://127.0.0.1:${machine.frontPort}/`)
  return { status: answer.status, release: answer.headers.get('x-release'), port: answer.headers.get('x-bluegreen-port') }
}

test('two releases are deployed one after the other, and the first is kept', async () => {
  const first = await machine.deployment('1.0.0').chain(await machine.package('1.0.0'))
  console.log(Object.values(first).map(logOf).join('\n\n'))
  expect(await ask()).toMatchObject({ status: 200, release: '1.0.0', port: String(machine.ports[0]) })
})
