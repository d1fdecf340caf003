import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseOptions, type RawOptions } from '../../../src/rehearsal/options.js'
import { OtherSites } from '../../../src/rehearsal/real/other-sites.js'
import {
  type RealMachineOptions,
  startRealMachine,
  wholeEnvironment,
} from '../../../src/rehearsal/real/real-machine.js'
import { rehearse } from '../../../src/rehearsal/rehearse.js'
import { arrModule } from '../../../src/simulators/arr/arr-module.js'
import { IisHost } from '../../../src/simulators/iis/iis-host.js'
import { differences } from '../../../src/transcripts/differences.js'
import { parseTranscript } from '../../../src/transcripts/transcript-text.js'
import { goldenFile } from '../../../src/verify/windows/rehearsals.js'
import { buildCommandLine } from '../fixtures/run-rehearsal.js'

/*
 * What the rehearsal does on a Windows machine, all but Windows: `appcmd` on the PATH is the simulated one, `powershell` a stand-in.
 */
const root = path.resolve(import.meta.dirname, '../../..')
const before = { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'] }
let standIn = ''
let folder = ''
let host: IisHost
let lines: string[]

beforeAll(async () => {
  const cache = await mkdtemp(path.join(tmpdir(), 'stand-in-'))
  standIn = path.join(cache, 'stand-in.cjs')
  await build({
    ...{ entryPoints: [path.join(import.meta.dirname, 'fixtures', 'stand-in-powershell.ts')], outfile: standIn },
    ...{ bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' },
  })
})
afterAll(() => rm(path.dirname(standIn), { recursive: true, force: true }))

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'real-machine-'))
  host = await IisHost.start({ folder: path.join(folder, 'iis') }, [arrModule()])
  const bin = path.join(folder, 'bin')
  await mkdir(bin)
  // What is meant for the step's Node is not for this one: PowerShell is no Node.
  await writeFile(
    path.join(bin, 'stand-in'),
    `#!/bin/bash\nexport STAND_IN_NODE_OPTIONS=$NODE_OPTIONS\nunset NODE_OPTIONS\nexec '${process.execPath}' '${standIn}' "$@"\n`,
  )
  await chmod(path.join(bin, 'stand-in'), 0o755)
  process.env['PATH'] = [host.binFolder, before.PATH].join(path.delimiter)
  process.env['TMPDIR'] = folder
  process.env['STAND_IN_RECORD'] = path.join(folder, 'started.jsonl')
  lines = []
})
afterEach(async () => {
  process.env['PATH'] = before.PATH
  if (before.TMPDIR === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before.TMPDIR
  delete process.env['STAND_IN_RECORD']
  await host.stop()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

const onWindows = { nginx: false, openssl: true, now: new Date(), platform: 'win32' as const }

async function rehearseHere(raw: RawOptions) {
  const options = parseOptions(
    { iis: 'real', powershell: path.join(folder, 'bin', 'stand-in'), out: path.join(folder, 'report'), ...raw },
    onWindows,
  )
  const commandLine = await buildCommandLine()
  try {
    return await rehearse(options, {
      self: [process.execPath, commandLine.file],
      display: { line: (line) => lines.push(line), status: () => {}, close: () => {} },
      signal: new AbortController().signal,
    })
  } finally {
    await commandLine.remove()
  }
}

const sites = async () => (await host.run({ program: 'appcmd', args: ['list', 'site'], stdin: '' })).stdout
const pools = async () => (await host.run({ program: 'appcmd', args: ['list', 'apppool'], stdin: '' })).stdout

async function addSite(name: string, physicalPath: string): Promise<void> {
  await mkdir(physicalPath, { recursive: true })
  for (const args of [
    ['add', 'apppool', `/name:${name}`],
    ['add', 'site', `/name:${name}`, '/bindings:http/127.0.0.1:10080:', `/physicalPath:${physicalPath}`],
    ['set', 'app', `${name}/`, `/applicationPool:${name}`],
  ])
    expect(await host.run({ program: 'appcmd', args, stdin: '' })).toMatchObject({ exitCode: 0 })
}

test('a whole rehearsal through appcmd and PowerShell: the golden commands, nothing lost, and nothing left', {
  timeout: 300_000,
}, async () => {
  const transcript = path.join(folder, 'found.txt')
  const report = await rehearseHere({ rate: '20', transcript })

  expect(report).toMatchObject({ ok: true, lost: 0, mixed: 0, stale: 0, serving: { 'web-1': '1.1.0' } })
  expect(report.simulated.join()).not.toContain('IIS')
  expect(report.sentence).not.toContain('simulated')
  expect(lines[0]).toMatch(/^1 machine, this one, its own IIS with ARR; folder /)
  const golden = parseTranscript(await readFile(path.join(root, goldenFile('arr-rewrite')), 'utf8'))
  expect(differences(golden, parseTranscript(await readFile(transcript, 'utf8')))).toEqual([])

  const started = (await readFile(path.join(folder, 'started.jsonl'), 'utf8')).trim().split('\n')
  expect(started).toHaveLength(12) // each step of two releases
  for (const line of started)
    expect(JSON.parse(line)).toEqual([
      ...['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Unrestricted', '-File'],
      expect.stringMatching(/\/Work\/[^/]+\/Bootstrap\.ps1$/),
    ])
  expect([await sites(), await pools()]).toEqual(['', ''])
  expect((await readdir(folder)).filter((file) => file.startsWith('octopus-blue-green-'))).toEqual([])
})

const machine = (options: Partial<RealMachineOptions> = {}) =>
  startRealMachine({
    ...{ name: 'web-1', folder: path.join(folder, 'octopus-blue-green-Xy12Zz', 'web-1'), router: 'arr-rewrite' },
    ...{ self: [], adopt: false, powershell: undefined, besideOtherSites: false, onDied: () => {} },
    ...options,
  })

test('where there are sites that no rehearsal has made, nothing is begun, unless it is told to', async () => {
  await addSite('Shop', path.join(folder, 'shop'))
  const there = host.configuration()
  const refused = await machine().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(OtherSites)
  expect(String(refused)).toContain('a site that no rehearsal and no test has made: "Shop". Nothing was changed.')
  expect(String(refused)).toContain('--beside-other-sites')
  expect(host.configuration()).toBe(there)

  await (await machine({ besideOtherSites: true })).stop()
  expect(host.configuration()).toBe(there)
})

test("what a killed rehearsal has left is deleted before the next one; what is somebody else's stays", async () => {
  const left = (name: string) => path.join(folder, 'octopus-blue-green-aB3dEf', 'web-1', 'slots', name)
  await addSite('Sample-1.0.0', left('Sample-1.0.0'))
  await addSite('Sample-1.1.0', left('Sample-1.1.0'))
  await addSite('Shop', path.join(folder, 'shop'))
  await host.run({ program: 'appcmd', args: ['set', 'app', 'Shop/', '/applicationPool:Sample-1.1.0'], stdin: '' })

  const started = await machine({ besideOtherSites: true })
  expect(await sites()).toMatch(/^SITE "Shop" [^\n]*\r\n$/)
  expect([...(await pools()).matchAll(/"(.*)"/g)].map(([, name]) => name)).toEqual(['Sample-1.1.0', 'Shop'])
  await started.stop()
})

test('a web farm is set up for a rehearsal, and nothing of it is left', async () => {
  const started = await machine({ router: 'arr-health-file' })
  expect(started.variables['BlueGreen.Farm']).toBe('SampleFarm')
  expect(await sites()).toContain('SITE "SampleFarm-front"')
  expect(host.configuration()).toContain('<webFarm name="SampleFarm">')
  await started.stop()
  expect([await sites(), await pools()]).toEqual(['', ''])
  expect(host.configuration()).not.toContain('SampleFarm')
})

test('programs of Windows get the whole environment, with one PATH and without what Node was told', () => {
  expect(
    wholeEnvironment({ Path: 'C:\\Windows', SystemRoot: 'C:\\Windows', NODE_OPTIONS: '--x', none: undefined }),
  ).toEqual({
    PATH: 'C:\\Windows',
    SystemRoot: 'C:\\Windows',
  })
})
