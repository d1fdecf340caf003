import { copyFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { nodePackages } from '../../src/simulators/windows/node-packages.js'
import { logOf } from '../steps/machine-under-test.js'
import { bundled } from './bundled.js'
import { onWindows } from './windows-lane.js'
import { WindowsMachine } from './windows-machine.js'

const limitMs = 120_000

onWindows('programs that a step starts', (windows) => {
  test.each(Object.keys(nodePackages).map(Number) as (20 | 22)[])(
    'under Node %i, one that takes too long is killed with all that it started',
    async (node) => {
      const { stdout, survivors } = await windows().runScript(node, await bundled('run-too-long.ts'))
      expect(stdout.toString().trim().split('\n').at(-1)).toBe('ProgramTimeout')
      expect(survivors).toEqual([])
    },
    limitMs,
  )

  test(
    'a 32-bit Node takes appcmd from sysnative, behind which Windows shows it the real System32',
    async () => {
      const machine = await WindowsMachine.startOn({ windows: windows(), node: 20 })
      try {
        // As a 32-bit process sees it: System32 is that of 32-bit programs, which has no appcmd.
        const windir = path.join(machine.folder, 'windows of 32 bits')
        const real = (place: string) => windows().onDisk(`C:\\windows\\System32\\${place}`)
        for (const [from, to] of [
          ['inetsrv\\appcmd.exe', 'sysnative/inetsrv/appcmd.exe'],
          ['chcp.com', 'System32/chcp.com'],
          ['netsh.exe', 'System32/inetsrv/appcmd.exe'],
        ] as const) {
          await mkdir(path.dirname(path.join(windir, to)), { recursive: true })
          await copyFile(real(from), path.join(windir, to))
        }
        await machine.deployment('1.0.0').prepare()
        const environment = { windir: machine.seen(windir) }
        const status = await machine.deployment('1.0.0', {}, { environment }).succeed('status')
        const started = logOf(status).match(/verbose: "?(\S.*)\\inetsrv\\appcmd\.exe"?/g)
        expect(new Set(started)).toEqual(
          new Set([`verbose: "${machine.seen(windir).replace('ü', '\\u00fc')}\\sysnative\\inetsrv\\appcmd.exe"`]),
        )
      } finally {
        await machine.dispose()
      }
    },
    limitMs,
  )
})
