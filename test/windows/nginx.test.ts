import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { complaintsOf } from '../steps/machine-under-test.js'
import { PollingClient, problemsIn } from '../steps/polling-client.js'
import { countWindows } from './count-windows.js'
import { expectAscii } from './expectations.js'
import { onWindows } from './windows-lane.js'
import { WindowsMachine } from './windows-machine.js'

const limitMs = 300_000
const node = 22

onWindows('a real NGINX behind nginx.exe', (windows) => {
  test.each(['nginx-flag', 'nginx-reload'])(
    'with %s, two releases follow each other',
    async (router) => {
      const machine = await WindowsMachine.startOn({ windows: windows(), node })
      try {
        await machine.installNginx()
        const switched = []
        let client: PollingClient | undefined
        for (const release of ['1.0.0', '1.1.0']) {
          const deployment = machine.deployment(release, machine.nginxVariables())
          const prepared = await deployment.succeed('prepare-router', { 'BG.Router': router })
          expect(prepared.outputs['Router']).toBe(router)
          await deployment.succeed('calculate-port')
          await deployment.deploy(await machine.package(release))
          switched.push(await deployment.succeed('switch-nginx', { 'BG.DrainInterval': '50ms' }))
          // A browser asks again where a kept connection was closed before the answer began: NGINX does that when it is reloaded.
          client ??= new PollingClient(machine.frontPort, { retries: router === 'nginx-reload' })
        }
        const seen = (await client?.stop()) ?? []
        if (router === 'nginx-flag') await countWindows(node, seen)
        expect(problemsIn(seen)).toEqual([])
        expect(new Set(seen.map(({ release }) => release))).toEqual(new Set(['1.0.0', '1.1.0']))
        expect(switched[1]?.outputs).toMatchObject({ LiveSlot: 'MyApp-1.1.0', PreviousSlot: 'MyApp-1.0.0' })
        expect(await machine.state('apppool', 'MyApp-1.0.0')).toBe('Stopped')
        expect(complaintsOf(...switched)).toEqual([])
        expect(existsSync(`${machine.root}/MyApp/router`)).toBe(true)
        expect(machine.leftRunning).toEqual([])
        expectAscii(machine)
      } finally {
        await machine.dispose()
      }
    },
    limitMs,
  )
})
