import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { logOf } from '../steps/machine-under-test.js'
import { expectAscii } from './expectations.js'
import { onWindows } from './windows-lane.js'
import { WindowsMachine } from './windows-machine.js'

const limitMs = 300_000

/** Two of consoles, one of other programs, and UTF-8. */
const pages = [437, 850, 1252, 65_001]

onWindows('code pages', (windows) => {
  test(
    'whatever IIS’s programs write in, its folders are recognised, and nothing but ASCII leaves a step',
    async () => {
      const machine = await WindowsMachine.startOn({ windows: windows(), node: 20, codePage: 850 })
      try {
        const folder = machine.seen(machine.folder)
        await machine.deployment('1.0.0').prepare()
        await machine.appcmd('add', 'site', '/name:Größe', '/bindings:http/*:18099:', `/physicalPath:${folder}\\Größe`)
        const first = machine.deployment('1.0.0', { 'Octopus.Deployment.CreatedBy.Username': 'Jürgen Größe 😀' })
        await first.succeed('calculate-port')
        const deployed = await first.deploy(await machine.package('1.0.0'), { 'BG.WritableFolders': 'Übertragung' })
        expect(deployed.outputs['Folder']).toBe(`${machine.seen(machine.root)}\\MyApp\\slots\\MyApp-1.0.0`)
        expect(await readdir(`${machine.root}/MyApp/slots/MyApp-1.0.0`)).toContain('Übertragung')
        expect(machine.host.grants().map((grant) => grant.folder)).toContain(
          `${deployed.outputs['Folder']}\\Übertragung`,
        )
        expect((await machine.journal()).at(-1)).toMatchObject({ kind: 'deployed', who: 'Jürgen Größe 😀' })

        const next = await machine.package('1.1.0')
        for (const page of pages) {
          machine.codePage = page
          const deployment = machine.deployment('1.1.0')
          const status = await deployment.succeed('status')
          expect(logOf(status), String(page)).toMatch(/MyApp-1\.0\.0 +1\.0\.0 +\d+ +Started +Started/)
          const packages = { packages: { 'BG.Package': next } }
          const model = { 'BG.WhatIf': 'True', 'BG.Port': String(machine.ports[1]) }
          const found = await deployment.succeed('deploy-to-slot', { ...model, 'BG.ModelSite': 'Größe' }, packages)
          expect(logOf(found), String(page)).toContain('with the settings of "Gr\\u00f6\\u00dfe"')
          const missing = await deployment.fail('deploy-to-slot', { ...model, 'BG.ModelSite': 'Łódź 😀' }, packages)
          expect(missing, String(page)).toContain('\\u0141\\u00f3d\\u017a \\ud83d\\ude00')
        }
        expectAscii(machine)
        expect(machine.leftRunning).toEqual([])
      } finally {
        await machine.dispose()
      }
    },
    limitMs,
  )

  test(
    'a root folder that IIS’s programs cannot write in this machine’s code page is refused, before anything is changed',
    async () => {
      const machine = await WindowsMachine.startOn({ windows: windows(), node: 22, codePage: 437 })
      try {
        const root = { 'BG.Root': `${machine.seen(machine.folder)}\\Łódź` }
        const before = machine.host.configuration()
        const refused = await machine.deployment('1.0.0').fail('prepare-router', root)
        expect(refused).toContain('Root folder (BG.Root) holds characters that the programs of IIS cannot write')
        expect(refused).toContain('code page 437 has no \\u0141')
        expect(machine.host.configuration()).toBe(before)
        expect(await readdir(machine.folder)).not.toContain('Łódź')

        machine.codePage = 65_001
        await machine.deployment('1.0.0').succeed('prepare-router', root)
        expect(await readdir(`${machine.folder}/Łódź/MyApp/front`)).toEqual(['web.config'])
        expectAscii(machine)
      } finally {
        await machine.dispose()
      }
    },
    limitMs,
  )
})
