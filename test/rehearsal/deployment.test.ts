import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProcessStep } from '../../src/process/chain.js'
import { type Deployment, deploy } from '../../src/rehearsal/deployment.js'
import { killingFirstSwitch } from '../../src/rehearsal/fail.js'
import type { RehearsalMachine } from '../../src/rehearsal/rehearsal-machine.js'
import type { Template } from '../../src/simulators/tentacle/tentacle.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deployment-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const template = (body: string): Template => ({
  ...{ Id: '', Name: 'test', ActionType: 'Octopus.Script', Version: 1, Parameters: [] },
  Properties: {
    'Octopus.Action.Script.ScriptSource': 'Inline',
    'Octopus.Action.Script.Syntax': 'Bash',
    'Octopus.Action.Script.ScriptBody': body,
  },
})

const machine = (name: string): RehearsalMachine => ({
  name,
  tentacle: { name, folder: path.join(folder, name), path: [] },
  variables: {},
  frontPort: 0,
  surroundings: { platform: 'linux', folders: {}, ports: {} },
  appcmd: async () => {},
  stop: async () => {},
})

const action = (step: string) => ({ name: step.toUpperCase(), step, parameters: {} })
const rolling = (...steps: string[]): ProcessStep => ({
  ...{ name: 'rolling', machines: 'rolling', condition: 'Success' },
  actions: steps.map(action),
})
const everywhere = (step: string, condition: ProcessStep['condition']): ProcessStep => ({
  ...{ name: step, machines: 'all', condition },
  actions: [action(step)],
})

/** Runs the steps on three machines; answers what began and ended in which order. */
async function deployed(steps: ProcessStep[], bodies: Record<string, string>, window: number) {
  const order: string[] = []
  const deployment: Deployment = {
    ...{ release: '1.1.0', number: 2, packageFile: '', isSample: true, steps, window },
    templates: new Map(Object.entries(bodies).map(([step, body]) => [step, template(body)])),
    machines: ['web-1', 'web-2', 'web-3'].map(machine),
    signal: new AbortController().signal,
    perform: async ({ machine: { name }, action: { step }, request, run }) => {
      order.push(`${name} ${step}`)
      const result = await run(request)
      order.push(`${name} ${step} ${result.exitCode}`)
      return result
    },
  }
  return { failedAt: await deploy(deployment), order }
}

test('one machine goes through all actions before the next one begins, and all are in the step after it', async () => {
  const steps = [rolling('a', 'b'), everywhere('c', 'Success'), everywhere('d', 'Failure')]
  const { failedAt, order } = await deployed(steps, { a: ':', b: ':', c: ':', d: ':' }, 1)
  expect(failedAt).toBeUndefined()
  const begun = order.filter((entry) => entry.split(' ').length === 2)
  const inTurn = ['web-1 a', 'web-1 b', 'web-2 a', 'web-2 b', 'web-3 a', 'web-3 b']
  expect(begun).toEqual([...inTurn, 'web-1 c', 'web-2 c', 'web-3 c'])
  expect(order.slice(0, 4)).toEqual(['web-1 a', 'web-1 a 0', 'web-1 b', 'web-1 b 0'])
})

test('a failure on one machine keeps the next window as it is, and runs what is there for a failure', async () => {
  const failing = 'if [ "$(get_octopusvariable Octopus.Machine.Name)" = web-2 ]; then exit 7; fi'
  const steps = [rolling('a', 'b'), everywhere('c', 'Success'), everywhere('d', 'Failure'), everywhere('e', 'Always')]
  const { failedAt, order } = await deployed(steps, { a: failing, b: ':', c: ':', d: ':', e: ':' }, 2)
  expect(failedAt).toMatchObject({ machine: 'web-2', step: 'A', message: expect.stringContaining('exit code 7') })
  const begun = order.filter((entry) => entry.split(' ').length === 2).sort()
  const everyone = ['web-1', 'web-2', 'web-3']
  const expected = ['web-1 a', 'web-1 b', 'web-2 a', ...everyone.flatMap((name) => [`${name} d`, `${name} e`])]
  expect(begun).toEqual(expected.sort())
})

test('a killed switch is run again, once', async () => {
  const runs: boolean[] = []
  const perform = killingFirstSwitch(async ({ request, run }) => {
    const result = await run(request)
    runs.push(result.killed)
    return result
  }, 200)
  const deployment: Deployment = {
    ...{ release: '1.1.0', number: 2, packageFile: '', isSample: true, window: 1, perform },
    steps: [rolling('a', 'switch-arr')],
    templates: new Map([
      ['a', template(':')],
      ['switch-arr', template('if [ -e "$HOME_OF_TEST/once" ]; then exit 0; fi; touch "$HOME_OF_TEST/once"; sleep 60')],
    ]),
    machines: [
      { ...machine('web-9'), tentacle: { ...machine('web-9').tentacle, environment: { HOME_OF_TEST: folder } } },
    ],
    signal: new AbortController().signal,
  }
  expect(await deploy(deployment)).toBeUndefined()
  expect(runs).toEqual([false, true, false])
})
