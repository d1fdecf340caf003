import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type Deployment, logOf } from '../steps/machine-under-test.js'
import { startedPrograms } from './expectations.js'
import { onWindows } from './windows-lane.js'
import { WindowsMachine } from './windows-machine.js'

const limitMs = 300_000

/** Programs that only read. */
const reading = /^(appcmd list|netsh (interface ipv4|http) show|netstat -ano|typeperf .* -sc 1$)/

/** Every byte that belongs to the machine, and when it was written: not the Tentacle's own folder, nor the simulator's. */
async function everyByte(machine: WindowsMachine): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const folder of ['BlueGreen', 'tentacle/ProgramData']) {
    const entries = await readdir(path.join(machine.folder, folder), { recursive: true, withFileTypes: true })
    for (const entry of entries.sort()) {
      const file = path.join(entry.parentPath, entry.name)
      const { mtimeMs, ctimeMs } = await stat(file)
      files[file] = `${mtimeMs} ${ctimeMs} ${entry.isFile() ? await readFile(file, 'base64') : 'folder'}`
    }
  }
  return files
}

const all = async (machine: WindowsMachine) => ({
  ...((await machine.everything()) as object),
  bytes: await everyByte(machine),
})

onWindows('What If', (windows) => {
  test(
    'of every step that changes something leaves configuration, files and processes as they were, and starts only programs that read',
    async () => {
      const machine = await WindowsMachine.startOn({ windows: windows(), node: 20 })
      const whatIf = async (
        deployment: Deployment,
        step: string,
        says: string,
        { file, parameters = {} }: { file?: string; parameters?: Record<string, string> } = {},
      ) => {
        const before = await all(machine)
        expect(Object.keys(before.bytes).length).toBeGreaterThan(50)
        const packages = file ? { packages: { 'BG.Package': file } } : {}
        const result = await deployment.succeed(step, { 'BG.WhatIf': 'True', ...parameters }, packages)
        expect(await all(machine)).toEqual(before)
        expect(logOf(result)).toContain(says)
        const programs = startedPrograms(result)
        expect(programs.length).toBeGreaterThan(0)
        expect(programs.filter((program) => !reading.test(program))).toEqual([])
      }
      try {
        await machine.goLive('1.0.0')
        await machine.goLive('1.1.0')
        const file = await machine.package('1.2.0')
        const next = machine.deployment('1.2.0')
        await whatIf(next, 'prepare-router', 'What if: ', { parameters: { 'BG.MostBody': '2GB' } })
        await next.prepare()
        await whatIf(next, 'calculate-port', `What if: port ${machine.ports[0]} would be reserved for MyApp-1.2.0.`)
        await next.succeed('calculate-port')
        await whatIf(next, 'deploy-to-slot', 'MyApp-1.0.0 gives its port', { file })
        await next.deploy(file)
        await whatIf(next, 'switch-arr', `is pointed to MyApp-1.2.0 (port ${machine.ports[0]}) instead of MyApp-1.1.0`)
        await next.switch()
        await whatIf(next, 'delete-previous', 'MyApp-1.0.0 goes.')
        expect(machine.leftRunning).toEqual([])
      } finally {
        await machine.dispose()
      }
    },
    limitMs,
  )
})
