import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { complaintsOf, type Deployment, logOf } from '../steps/machine-under-test.js'
import { onWindows } from './windows-lane.js'
import { WindowsMachine } from './windows-machine.js'

const limitMs = 300_000

/** Wine takes them for ordinary names; Windows does not. */
const reserved = ['CON', 'nul.txt', 'COM1.txt', 'CONIN$', 'a:b', 'dot.', 'blank ', 'bin/aux.js', 'LPT1./x']

onWindows('paths on Windows', (windows) => {
  test.concurrent(
    'a root folder in other letters and with other slashes is the same one, on the disk and in IIS',
    async () => {
      const machine = await WindowsMachine.startOn({ windows: windows(), node: 20 })
      const root = machine.seen(machine.root)
      try {
        await machine.goLive('1.0.0')
        const spelled = `${root.toLowerCase().replaceAll('\\', '/')}/`
        const other = machine.deployment('1.1.0', { 'BlueGreen.Root': spelled })
        const status = await other.succeed('status')
        expect(logOf(status)).toMatch(/MyApp-1\.0\.0 +1\.0\.0 +\d+ +Started +Started/)
        const configuration = machine.host.configuration()
        const prepared = await other.prepare()
        expect(logOf(prepared)).toContain('The front site MyApp-front is there already, and answers.')
        expect(machine.host.configuration()).toBe(configuration)

        const deploy = async (deployment: Deployment, release: string, index: 0 | 1) => {
          const port = { 'BG.Port': String(machine.ports[index]) }
          return [await deployment.deploy(await machine.package(release), port), await deployment.switch(port)]
        }
        const results = [
          ...(await deploy(other, '1.1.0', 1)),
          ...(await deploy(machine.deployment('1.2.0'), '1.2.0', 0)),
          await machine.deployment('1.2.0', { 'BlueGreen.Root': spelled }).succeed('delete-previous'),
        ]
        expect(results.at(-1)?.outputs).toMatchObject({ Deleted: 'MyApp-1.0.0', Kept: 'MyApp-1.2.0,MyApp-1.1.0' })
        expect(complaintsOf(...results)).toEqual([])
        expect((await readdir(`${machine.root}/MyApp/slots`)).sort()).toEqual(['MyApp-1.1.0', 'MyApp-1.2.0'])
      } finally {
        await machine.dispose()
      }
    },
    limitMs,
  )

  test.concurrent(
    'a root folder on a share, in Windows’ own form or with a name that is none, and a package with such names, are refused before anything is changed',
    async () => {
      const machine = await WindowsMachine.startOn({ windows: windows(), node: 22 })
      const root = machine.seen(machine.root)
      try {
        const empty = machine.host.configuration()
        for (const [given, why] of [
          [`\\\\?\\${root}`, 'begins with \\\\?\\ or \\\\.\\, which IIS does not take. Leave that out'],
          ['\\\\server\\share\\BlueGreen', 'is a share of the network. It has to be on a disk of this machine'],
          ['\\BlueGreen', 'is not a full path: it has to begin with a drive'],
          [`${root}\\aux\\x`, 'holds the name "aux", which names a device on Windows'],
          [`${root}.\\x`, 'holds the name "BlueGreen.", which ends in a dot or a blank'],
        ] as const)
          expect(await machine.deployment('1.0.0').fail('prepare-router', { 'BG.Root': given })).toContain(
            `Root folder (BG.Root) ${why}`,
          )
        expect(machine.host.configuration()).toBe(empty)
        expect(await readdir(machine.folder)).not.toContain('BlueGreen')

        await machine.deployment('1.0.0').prepare()
        const source = path.join(machine.folder, 'source')
        for (const name of [...reserved, 'web.config', 'bin/good.js']) {
          const file = path.join(source, name)
          await mkdir(path.dirname(file), { recursive: true })
          await writeFile(file, '')
        }
        const next = machine.deployment('1.0.0')
        await next.succeed('calculate-port')
        const before = await machine.everything({ claim: false })
        const refused = await next.fail('deploy-to-slot', { 'BG.Source': machine.seen(source) })
        for (const name of reserved.map((each) => each.replace(/\/x$/, '')))
          expect(refused).toMatch(new RegExp(`(: |; )${name.replace(/[$.]/g, '\\$&')} (names|ends|has)`))
        expect(refused).not.toContain('good.js')
        expect(refused).toContain('Nothing was copied.')
        expect(await machine.everything({ claim: false })).toEqual(before)
      } finally {
        await machine.dispose()
      }
    },
    limitMs,
  )
})
