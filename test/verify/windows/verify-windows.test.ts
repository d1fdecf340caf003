import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contractTests, unitTests } from '../../../src/verify/windows/windows-tests.js'

const root = path.resolve(import.meta.dirname, '../../..')

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'verify-windows-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const verifyWindows = (...args: string[]) =>
  execa('npx', ['tsx', 'src/verify/windows/verify-windows.ts', ...args], { cwd: root, reject: false, all: true })

test('every test that it names is there, and none of the units needs a simulated machine', async () => {
  const missing = [...unitTests, ...contractTests].filter((file) => !existsSync(path.join(root, file)))
  expect(missing).toEqual([])
  for (const file of unitTests.filter((each) => each.endsWith('.ts')))
    expect(await readFile(path.join(root, file), 'utf8'), file).not.toMatch(
      /iis-under-test|machine-under-test|iis-host/,
    )
})

test('a rehearsal that runs other commands than the golden transcript fails, and shows the difference', {
  timeout: 300_000,
}, async () => {
  const golden = path.join(folder, 'golden')
  await cp(path.join(root, 'test/transcripts/golden'), golden, { recursive: true })
  const file = path.join(golden, 'arr-rewrite.txt')
  const changed = (await readFile(file, 'utf8')).replace(
    '"Sample-1.0.0" successfully stopped',
    '"Sample-1.0.0" stopped',
  )
  await writeFile(file, changed)

  const out = path.join(folder, 'out')
  const ended = await verifyWindows(
    ...['rehearsals', '--iis', 'simulated', '--only', 'arr-rewrite', '--golden', golden, '--out', out],
  )
  expect(ended.exitCode, ended.all).toBe(1)
  expect(ended.stdout).toContain('This machine (+) does not answer as the golden transcript says (-):')
  const differences = await readFile(path.join(out, 'arr-rewrite', 'differences.txt'), 'utf8')
  expect(differences).toBe(`== 1.1.0 Switch
  > appcmd stop site Sample-1.0.0
- "Sample-1.0.0" stopped
+ "Sample-1.0.0" successfully stopped
  = 0
`)
  expect(ended.stdout).toContain(differences.trimEnd())
  for (const kept of ['expected.txt', 'found.txt', 'report.html', 'steps.log'])
    expect(existsSync(path.join(out, 'arr-rewrite', kept)), kept).toBe(true)
})

test('on Linux a real IIS is refused, and the failure is passed on', async () => {
  const ended = await verifyWindows('rehearsals', '--only', 'arr-rewrite', '--out', folder)
  expect(ended.exitCode).toBe(1)
  expect(ended.all).toContain('--iis real: needs Windows with IIS, and this is linux. Nothing was started.')
  expect(ended.all).toContain('The rehearsal ended with exit code 2.')
  expect((await verifyWindows('nginx', '--out', folder)).exitCode).toBe(2)
  expect((await verifyWindows('rehearsals', '--only', 'caddy')).exitCode).not.toBe(0)
})
