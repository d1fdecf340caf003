import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, type TestContext, test } from 'vitest'
import { linuxExitCode } from '../../../src/simulators/iis/programs/program-answer.js'
import { get, isAlive, machine, runFile, siteWithApplication, succeed, until } from './simulated-machine.js'

test('an exit code is what Linux sees of a Windows one, and never a false success', () => {
  const codes = [0, 1, 32, 183, 256, 1168, 4312, 1062, 1726, 2147500033]
  expect(codes.map(linuxExitCode)).toEqual([0, 1, 32, 183, 255, 144, 216, 38, 190, 1])
})

test.concurrent('the executables carry any argument, standard input and the exit code', async (context) => {
  const at = await machine(context)
  const value = `a b "q" ' $(x) \`y\` \\ % \n\t ü € *`
  await succeed(at.program('appcmd', ['add', 'apppool', '/name:P']))
  const quoted = value.replaceAll("'", "''")
  await succeed(at.program('appcmd', ['set', 'apppool', 'P', `/+environmentVariables.[name='X',value='${quoted}']`]))
  expect(at.host.transcript().at(-1)?.args.at(-1)).toContain(value.slice(0, 5))
  expect(
    await succeed(at.program('appcmd', ['list', 'apppool', 'P', "/text:environmentVariables.[name='X'].value"])),
  ).toBe(`${value}\r\n`)
  const input = `<appcmd><SITE><site name="S"><bindings /></site></SITE></appcmd>\n\n`
  expect(await succeed(at.program('appcmd', ['add', 'site', '/in'], input))).toBe('SITE object "S" added\r\n')
  expect(at.host.transcript().at(-1)).toMatchObject({
    program: 'appcmd',
    args: ['add', 'site', '/in'],
    stdin: input,
    exitCode: 0,
  })
  expect(await at.program('appcmd', ['start', 'site', 'Nope'])).toMatchObject({ exitCode: 144 })
  expect((await at.program('powershell', ['-File', 'x.ps1'])).exitCode).toBe(1)
})

test.concurrent('a call without /in leaves standard input alone', async (context) => {
  const at = await machine(context)
  const child = spawn(join(at.host.binFolder, 'appcmd'), ['list', 'site'], { stdio: ['pipe', 'ignore', 'ignore'] })
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0) // though its standard input is open
})

test.concurrent('a call that was cut off never happened; a complete one is carried out without its client', async (context) => {
  const at = await machine(context)
  const call = (text: string) =>
    new Promise<void>((resolve) => {
      const socket = connect(at.host.adminPort, '127.0.0.1', () =>
        socket.write(text, () => setImmediate(() => resolve(void socket.destroy()))),
      )
    })
  await call('appcmd\0' + '3\0add\0apppool\0/name:Cut\0')
  await call('appcmd\0' + '3\0add\0apppool\0/name:Whole\0\0')
  await until('the complete call', () => at.host.configuration().includes('name="Whole"'))
  expect(at.host.configuration()).not.toContain('Cut')
})

test.concurrent('calls at the same time are carried out one after the other', async (context) => {
  const at = await machine(context)
  const names = Array.from({ length: 20 }, (_, number) => `P${number}`)
  await Promise.all(names.map((name) => succeed(at.program('appcmd', ['add', 'apppool', `/name:${name}`]))))
  const listed = await succeed(at.appcmd(['list', 'apppool', '/text:name']))
  expect(listed.trim().split('\r\n').sort()).toEqual([...names].sort())
  expect(readFileSync(join(at.folder, 'applicationHost.config'), 'utf8')).toBe(at.host.configuration())
})

test.concurrent('refuses a command of more than 30,000 characters and text of more than 128 bindings', async (context) => {
  const at = await machine(context)
  const long = await at.appcmd(['add', 'apppool', `/name:${'x'.repeat(30_000)}`])
  expect(long).toMatchObject({ exitCode: 87 })
  const bindings = (count: number) => Array.from({ length: count }, (_, number) => `http/*:1:h${number}`).join(',')
  await succeed(at.appcmd(['add', 'site', '/name:S', '/serverAutoStart:false', `/bindings:${bindings(128)}`]))
  await succeed(at.appcmd(['list', 'site']))
  await succeed(at.appcmd(['set', 'site', 'S', `/bindings:${bindings(129)}`]))
  expect((await at.appcmd(['list', 'site'])).exitCode).toBe(122)
  expect((await at.appcmd(['list', 'site', '/xml'])).exitCode).toBe(0)
})

test.concurrent('fails commits at random, the same ones for the same seed', async (context) => {
  const outcomes = async () => {
    const at = await machine(context, { sharingViolations: 0.5, seed: 7 })
    const codes: number[] = []
    for (let call = 0; call < 12; call++) codes.push((await at.appcmd(['add', 'apppool', `/name:P${call}`])).exitCode)
    const added = (await succeed(at.appcmd(['list', 'apppool', '/text:name']))).trim().split('\r\n')
    expect(added).toHaveLength(codes.filter((code) => code === 0).length)
    return codes
  }
  const first = await outcomes()
  expect(new Set(first)).toEqual(new Set([0, 32]))
  expect(await outcomes()).toEqual(first)
})

test.concurrent('records what icacls grants', async (context) => {
  const at = await machine(context)
  await succeed(at.appcmd(['add', 'apppool', '/name:P']))
  await succeed(at.program('icacls', [at.root, '/grant', 'IIS AppPool\\P:(OI)(CI)RX', '/T', '/Q']))
  expect(at.host.grants()).toEqual([{ folder: at.root, pool: 'P', rights: 'RX' }])
})

test.concurrent('lists 1,000 sites in a moment', async (context) => {
  const at = await machine(context)
  const site = (number: number) =>
    `<SITE><site name="S${number}" serverAutoStart="false"><bindings><binding protocol="http" bindingInformation="*:${1000 + number}:" /></bindings><application path="/" applicationPool="P"><virtualDirectory path="/" physicalPath="/x" /></application></site></SITE>`
  const sites = Array.from({ length: 1_000 }, (_, number) => site(number))
  await succeed(at.appcmd(['add', 'site', '/in'], `<appcmd>${sites.join('')}</appcmd>`))
  const started = Date.now()
  const listed = await succeed(at.program('appcmd', ['list', 'site', '/config', '/xml']))
  expect(listed.match(/<SITE /g)).toHaveLength(1_000)
  expect(Date.now() - started).toBeLessThan(2_000)
})

test.concurrent('runs as a process of its own that ends with its standard input, and its workers with it', async (context) => {
  const at = await machine(context)
  const { child, appcmd, ask } = await hostProcess(at.root, context)
  expect(await ask({ configure: { requestMonitor: false } })).toEqual({ configured: true })
  expect(await ask({ reboot: true })).toEqual({ error: 'Unknown command: {"reboot":true}' })
  expect((await appcmd(['list', 'requests'])).exitCode).toBe(1)
  const site = await siteWithApplication({ root: at.root, appcmd }, 'A')
  const { pid } = JSON.parse((await get(site.port)).body)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.stdin.end()
  expect(await ended).toBe(0)
  expect(isAlive(pid)).toBe(false)
  expect((await appcmd(['list', 'site'])).exitCode).toBe(250)
})

test.concurrent('kills what a killed host has left behind when it starts again in its folder', async (context) => {
  const at = await machine(context)
  const { child, appcmd, folder } = await hostProcess(at.root, context)
  const site = await siteWithApplication({ root: at.root, appcmd }, 'A')
  const { pid } = JSON.parse((await get(site.port)).body)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  expect(isAlive(pid)).toBe(true)
  await machine(context, { folder })
  await until('the worker gone', () => !isAlive(pid))
  expect((await get(site.port)).status).toBe(200)
})

/** A host as a process, its appcmd, and its standard input and output. */
async function hostProcess(root: string, context: TestContext) {
  const folder = join(root, 'other')
  const entry = join(root, 'entry.mts')
  const source = join(import.meta.dirname, '../../../src/simulators/iis/host-process.ts')
  const run = `import { runIisHostProcess } from ${JSON.stringify(source)}\nawait runIisHostProcess(process.argv[2] ?? '')\n`
  writeFileSync(entry, run)
  const options = JSON.stringify({ folder, startCommand: 'node server.js', blankStateReads: 0 })
  const child = spawn(process.execPath, ['--import', 'tsx', entry, options], { stdio: ['pipe', 'pipe', 'inherit'] })
  context.onTestFinished(() => void child.kill())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ready = JSON.parse((await lines.next()).value)
  expect(ready).toEqual({ adminPort: expect.any(Number), binFolder: join(folder, 'bin') })
  const ask = async (command: unknown) => {
    child.stdin.write(`${JSON.stringify(command)}\n`)
    return JSON.parse((await lines.next()).value)
  }
  return { child, folder, ask, appcmd: (args: string[]) => runFile(join(ready.binFolder, 'appcmd'), args) }
}
