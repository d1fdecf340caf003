import { execFileSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { leftovers } from './fixtures/machine-state.js'
import { MachineUnderTest } from './machine-under-test.js'
import { home, writeApplication } from './own-application.js'
import { PollingClient, problemsIn } from './polling-client.js'

const asRoot = (program: string, ...args: string[]) =>
  process.getuid?.() === 0 ? execFileSync(program, args) : execFileSync('sudo', ['-n', program, ...args])

let machine: MachineUnderTest
/** The application's root folder is a small disk of its own. */
beforeEach(async () => {
  machine = await MachineUnderTest.start()
  await mkdir(machine.root, { recursive: true })
  asRoot('mount', '-t', 'tmpfs', '-o', 'size=2m,mode=777', 'tmpfs', machine.root)
})
afterEach(async () => {
  await machine.host.stop()
  asRoot('umount', '--lazy', machine.root)
  await machine.dispose()
})

const resize = (size: string) => asRoot('mount', '-o', `remount,size=${size}`, machine.root)
const large = 3_000_000

test('a disk that is full is told, what is live stays live, and with room the next run goes on', async () => {
  const first = machine.deployment('1.0.0')
  await first.prepare()
  await first.succeed('calculate-port')
  const source = (release: string) => writeApplication(path.join(machine.folder, 'packages', release), home(release))
  await first.succeed('deploy-to-slot', { 'BG.Source': await source('1.0.0') })
  await first.switch()
  const client = new PollingClient(machine.frontPort)

  const second = machine.deployment('1.1.0')
  const parameters = { 'BG.Source': await source('1.1.0') }
  await writeFile(path.join(parameters['BG.Source'], 'large.bin'), Buffer.alloc(large, 'x'))
  await second.prepare()
  await second.succeed('calculate-port')
  expect(await second.fail('deploy-to-slot', parameters)).toMatch(
    /large\.bin \(write ENOSPC\): the disk is full.* Make room on that disk/s,
  )
  resize('8m')
  await second.succeed('deploy-to-slot', parameters)

  const filler = path.join(machine.root, 'filler.bin')
  resize('20m')
  await writeFile(filler, Buffer.alloc(30_000_000, 'x')).catch(() => {})
  expect(await second.fail('switch-arr')).toContain('the disk is full')
  await rm(filler)
  await second.switch()

  const seen = await client.stop()
  expect(problemsIn(seen)).toEqual([])
  expect(seen.at(-1)?.release).toBe('1.1.0')
  expect(await leftovers(machine)).toEqual([])
})
