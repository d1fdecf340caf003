import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { exampleSettings } from '../src/library/compose/example-settings.js'
import { run } from './library/commands/command-line.js'
import { temporaryFolder } from './machine/temporary-folder.js'
import { root } from './project/project-files.js'
import { runningServer, testKey } from './simulators/octopus-server/running-server.js'

/** The packages that a run of the command line has loaded with `require`, which the HTTP client is. */
async function loadedBy(args: readonly string[], url?: string): Promise<string[]> {
  const file = path.join(await temporaryFolder(), 'loaded.json')
  const environment = {
    LOADED_PACKAGES: file,
    NODE_OPTIONS: `--require ${path.join(root, 'test/library/fixtures/loaded-packages.cjs')}`,
  }
  await run(args, { environment, ...(url === undefined ? {} : { url }) })
  return JSON.parse(readFileSync(file, 'utf8')) as string[]
}

test('what only some commands need is loaded by them, and not before', async () => {
  for (const args of [['--help'], ['rehearse', '--help'], ['import', '--help'], ['import', '--dry-run']]) {
    const loaded = await loadedBy(args)
    expect(loaded).toContain('commander')
    expect(loaded.filter((each) => ['undici', 'yaml', 'ws', 'yazl', 'yauzl'].includes(each))).toEqual([])
  }
  const settings = path.join(await temporaryFolder(), 'blue-green.yaml')
  await writeFile(settings, exampleSettings)
  expect(await loadedBy(['compose', settings, '--dry-run'])).toContain('yaml')
  const server = await runningServer()
  expect(await loadedBy(['import', '--dry-run'], server.url)).toContain('undici')
})

test('every command has help with examples, and ends with 2 on an option that it does not know', async () => {
  const commands = ['import', 'upgrade', 'compose', 'export', 'run', 'doctor', 'node-package'].map(async (command) => {
    const help = await run([command, '--help'], {})
    expect(help).toMatchObject({ exitCode: 0, stderr: '' })
    expect(help.stdout).toContain(`Examples:\n  ${command} `)
    expect(help.stdout).toContain('Exit code:')
    expect(await run([command, '--nonsense'], {})).toMatchObject({ exitCode: 2 })
  })
  await Promise.all(commands)
})

test('it tells its version', async () => {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  expect(await run(['--version'], {})).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
})

test('what is wrong with a command and with the server that it needs is told at once', async () => {
  const { exitCode, stderr } = await run(['import'], {})
  expect(exitCode).toBe(2)
  for (const problem of ['no terminal', 'address of the server', 'no key']) expect(stderr).toContain(problem)
  expect(stderr.match(/Nothing was changed/g)).toHaveLength(1)
})

test.each([
  [['imprt'], "unknown command 'imprt'\n(Did you mean import?)"],
  [['rehearse', '--nope'], "unknown option '--nope'"],
  [['rehearse', '--soak'], "option '--soak <number>' argument missing"],
  [['compare-transcripts'], 'missing required argument'],
])('a command line that nobody understands ends with 2: %j', async (args, says) => {
  const ended = await run(args, {})
  expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
  expect(ended.stderr).toContain(says)
})

test('no command shows the key, whatever becomes of it', async () => {
  const server = await runningServer()
  const folder = await temporaryFolder()
  const settings = path.join(folder, 'blue-green.yaml')
  await writeFile(settings, exampleSettings)
  const commands = [
    ['import', '--yes'],
    ['upgrade', '--yes'],
    ['compose', settings, '--yes'],
    ['export', settings, '--format', 'ocl', '--out', path.join(folder, 'out')],
    ['doctor', '--role', 'web'],
    ['run', 'warm-up', '--role', 'x', '--set', 'BG.Urls=/'],
  ]
  for (const command of commands)
    for (const [args, key] of [
      [command, testKey],
      [[...command, '--json'], `${testKey}-wrong`],
    ] as const) {
      const { stdout, stderr } = await run(args, { url: server.url, environment: { OCTOPUS_API_KEY: key } })
      expect(stdout + stderr).not.toBe('')
      expect(stdout + stderr).not.toContain(testKey)
    }
})
