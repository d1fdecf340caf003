import { expect, test } from 'vitest'
import type { ActionRequest, ActionResult } from '../../src/simulators/tentacle/tentacle.js'
import type { Deployment } from '../steps/machine-under-test.js'
import { PollingClient, problemsIn } from '../steps/polling-client.js'
import { holdCall } from './held-call.js'
import { Moment } from './moment.js'
import { onWindows } from './windows-lane.js'
import { WindowsMachine } from './windows-machine.js'

const limitMs = 300_000

/** Runs a step, and kills its tree from Windows' side when it is at this call. */
async function killedAt(
  machine: WindowsMachine,
  call: string,
  deployment: Deployment,
  step: string,
  request: Partial<ActionRequest> = {},
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<ActionResult> {
  const held = holdCall(machine.host, call)
  const cancelled = new AbortController()
  const running = deployment.run(step, {}, { ...request, signal: cancelled.signal })
  await Promise.race([held.reached, running])
  await meanwhile()
  cancelled.abort()
  const result = await running
  held.drop()
  expect(result.killed, `${step} killed at ${call}`).toBe(true)
  expect(machine.leftRunning).toEqual([])
  return result
}

onWindows('a tree that is killed from Windows’ side', (windows) => {
  test(
    'in the middle of Deploy to Slot and Switch leaves no process behind, frees the lock, and the next run finishes the work',
    async () => {
      const machine = await WindowsMachine.startOn({ windows: windows(), node: 22 })
      try {
        await machine.goLive('1.0.0')
        const client = new PollingClient(machine.frontPort)
        const file = await machine.package('1.1.0')
        const packages = { packages: { 'BG.Package': file } }

        const first = machine.deployment('1.1.0')
        await first.succeed('calculate-port')
        const second = machine.deployment('1.1.0', {}, { tentacle: 'other' })
        const waiting = new Moment<string>()
        let next: Promise<ActionResult> | undefined
        await killedAt(machine, 'appcmd add site', first, 'deploy-to-slot', packages, async () => {
          second.tentacle.onLine = ({ text }) => {
            if (text.startsWith('Waiting for the lock')) waiting.tell(text)
          }
          next = second.succeed('calculate-port')
          expect(await Promise.race([waiting.happened, next.then(() => 'it did not wait')])).toMatch(
            /to run Calculate Port on MyApp; it is held by process \d+ \(run Deploy to Slot on MyApp\)/,
          )
        })
        await next
        expect(await machine.appcmd('list', 'site')).not.toContain('MyApp-1.1.0')
        await second.deploy(file)
        expect(await machine.state('site', 'MyApp-1.1.0')).toBe('Started')

        await killedAt(machine, 'appcmd list wp', second, 'switch-arr')
        expect(await machine.state('apppool', 'MyApp-1.0.0')).toBe('Started')
        await killedAt(machine, 'appcmd list requests', second, 'switch-arr')
        expect(await machine.state('apppool', 'MyApp-1.0.0')).toBe('Started')
        await killedAt(machine, 'appcmd stop apppool', second, 'switch-arr')
        const switched = await second.switch()
        expect(switched.outputs).toMatchObject({ LiveSlot: 'MyApp-1.1.0', PreviousSlot: 'MyApp-1.0.0' })
        expect(await machine.state('apppool', 'MyApp-1.0.0')).toBe('Stopped')

        const seen = await client.stop()
        expect(problemsIn(seen)).toEqual([])
        expect(seen.at(-1)).toMatchObject({ release: '1.1.0' })
      } finally {
        await machine.dispose()
      }
    },
    limitMs,
  )
})
