import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { AroundSteps } from '../../src/rehearsal/around-steps.js'
import { LoadProcess } from '../../src/rehearsal/load/load-process-client.js'
import { parseOptions } from '../../src/rehearsal/options.js'
import { planOf } from '../../src/rehearsal/plan.js'
import type { RehearsalMachine } from '../../src/rehearsal/rehearsal-machine.js'
import type { ActionResult } from '../../src/simulators/tentacle/tentacle.js'

const here = { nginx: true, openssl: true, now: new Date(0), platform: 'linux' as const }
const command = [
  ...[process.execPath, '--import', 'tsx'],
  fileURLToPath(new URL('./load/fixtures/load-process.ts', import.meta.url)),
]
const silent = { line: () => {}, status: () => {}, close: () => {} }
const machine = (name: string): RehearsalMachine => ({
  name,
  tentacle: { name, folder: '', path: [] },
  variables: {},
  frontPort: 0,
  surroundings: { platform: 'linux', folders: {}, ports: {} },
  appcmd: async () => {},
  stop: async () => {},
})
const switched: ActionResult = {
  ...{ exitCode: 0, succeeded: true, warnings: false, killed: false, outputs: {}, sensitiveOutputs: [] },
  ...{ artifacts: [], log: [], progress: [], attempts: 1, maskings: 0, startedAt: 0, ms: 1, simulated: [] },
}
const killed: ActionResult = { ...switched, succeeded: false, killed: true }

/** Runs the switch of a deployment on a machine as often as there are results. */
async function switchOn(perform: ReturnType<AroundSteps['of']>, name: string, ...results: ActionResult[]) {
  const plan = planOf(parseOptions({}, here))
  const action = { name: 'Switch', step: 'switch-nginx', parameters: {} }
  const template = plan.templates.get(action.step)
  if (!template) throw new Error('no template')
  const request = { stepName: action.name, template, parameters: {} }
  for (const result of results) await perform({ machine: machine(name), action, request, run: async () => result })
}

test('each deployment has transfers across its switch on each machine, also that of a release that was there before', async () => {
  const targets = ['web-1', 'web-2'].map((name) => ({ machine: name, url: 'http://127.0.0.1:9' }))
  const load = await LoadProcess.start(command, { targets, ratePerSecond: 1, timeoutMs: 1_000 })
  onTestFinished(() => load.kill())
  const around = new AroundSteps(planOf(parseOptions({}, here)), silent)
  await switchOn(around.of('1.0.0', false), 'web-1', switched) // before the load
  around.under(load)
  const perform = around.of('1.1.0', false)
  await switchOn(perform, 'web-1', killed, switched)
  await switchOn(perform, 'web-2', switched)
  await switchOn(around.of('1.0.0', false), 'web-1', switched)
  await switchOn(around.of('1.1.0', true), 'web-1', switched)
  const { longs } = await load.stop()
  const kinds = ['download', 'events', 'upload', 'websocket']
  const begunOn = (name: string) => longs.flatMap((long) => (long.machine === name ? [long.kind] : [])).sort()
  expect(begunOn('web-2')).toEqual(kinds)
  expect(begunOn('web-1')).toEqual(kinds.flatMap((kind) => [kind, kind, kind]))
})
