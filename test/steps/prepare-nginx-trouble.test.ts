import { createHash } from 'node:crypto'
import { access, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer, type Server } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../free-port.js'
import { logOf, MachineUnderTest, type NginxRouter } from './machine-under-test.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

let machine: MachineUnderTest
let holder: Server | undefined
beforeEach(async () => {
  machine = await MachineUnderTest.start()
})
afterEach(async () => {
  await release()
  await machine.dispose()
})

const snippet = () => readFile(machine.nginxFiles.snippet, 'utf8')
const master = async () => Number(await readFile(machine.nginxFiles.pid, 'utf8'))
const workers = async () => {
  const pid = await master()
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ')
}
const prepare = (parameters: Record<string, string>, router: NginxRouter = 'nginx-flag') =>
  machine.deployment('1.1.0').run('prepare-router-bash', { 'BG.Router': router, ...parameters })

/** A port of another program, and parameters that want NGINX to listen there as well. */
async function takenPort() {
  const port = await freePort()
  const server = createServer().listen(port, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  holder = server
  const listen = `127.0.0.1:${machine.frontPort}\n127.0.0.1:${port}`
  return { port, wish: { 'BG.NginxListen': listen, 'BG.MostBody': '1KB' } }
}
const release = () => new Promise((resolve) => (holder ? holder.close(resolve) : resolve(undefined)))

const isGone = () => ask(machine.frontPort).then(({ problem }) => problem ?? '')
async function stopNginx() {
  process.kill(await master(), 'SIGTERM')
  await expect.poll(isGone).toContain('ECONNREFUSED')
  await expect.poll(() => access(machine.nginxFiles.pid).catch(() => 'gone')).toBe('gone')
}
async function restartNginx(router: NginxRouter) {
  await stopNginx()
  await machine.startNginx(undefined, router)
}

/** The limit in the file is 1 KB, and NGINX knows. */
const statusOfLargeBody = (port = machine.frontPort) =>
  new Promise<number | undefined>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: 'POST', agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    sent.on('error', reject)
    sent.end('x'.repeat(3_000))
  })

/** What the step wrote before NGINX was asked which text it has loaded. */
const ofEarlierVersion = (text: string, router: NginxRouter) =>
  router === 'nginx-flag'
    ? text.replace(/map "\$remote_addr[^}]*\}\n\n/, '').replace(/ {4}if \(\$\w+_answer\) \{[^}]*\}\n/, '')
    : text
        .replace(/ {4}".*snippet.*\n/, '')
        .replace(/"(bluegreen \$\w+_port)";\n/, '1;\n')
        .replace(/return 200 \$(\w+)_answer;/, 'return 200 "bluegreen $$$1_port";')
        .replaceAll('_answer', '_asked')

describe.each(['nginx-flag', 'nginx-reload'] as const)('%s', (router) => {
  beforeEach(async () => {
    await machine.startNginx(undefined, router)
    await machine.goLive('1.0.0')
  })

  test('a reload that NGINX gives up is told, taken back, costs nobody a connection, and NGINX comes up after a restart', async () => {
    const [before, pids] = [await snippet(), await workers()]
    const { port, wish } = await takenPort()
    const client = new PollingClient(machine.frontPort)
    for (let run = 1; run <= 2; run++) {
      const { exitCode, resultMessage } = await prepare(wish, router)
      expect(exitCode).toBe(1)
      expect(resultMessage).toContain(`NGINX was told to load ${machine.nginxFiles.snippet} and did not: bind() to `)
      expect(resultMessage).toContain(
        `127.0.0.1:${port} failed (98: Address already in use). What serves now serves on. Correct what NGINX says: free a port that is taken, or correct BG.NginxListen.`,
      )
      expect(await snippet()).toBe(before)
    }
    expect(problemsIn(await client.stop())).toEqual([])
    expect(await workers()).toEqual(pids)
    await restartNginx(router)
    expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })

    await release()
    expect(logOf(await prepare(wish, router))).toContain('is loaded, and answers')
    expect(await statusOfLargeBody()).toBe(413)
    expect(await ask(port)).toMatchObject({ release: '1.0.0' })
    const again = await prepare(wish, router)
    expect(logOf(again)).toContain('is there already, and answers')
    expect(logOf(again)).not.toMatch(/reload: exit code/)
  }, 120_000)

  test('a text that a killed run has left, and NGINX has not loaded, is never taken for loaded', async () => {
    const before = await snippet()
    const { wish } = await takenPort()
    const program = path.join(machine.folder, 'nginx-that-kills')
    await writeFile(
      program,
      '#!/bin/sh\ncase " $* " in *" reload "*) kill -9 $PPID; exit;; esac\nexec /usr/sbin/nginx "$@"\n',
      { mode: 0o755 },
    )
    expect((await prepare({ ...wish, 'BG.NginxProgram': program }, router)).succeeded).toBe(false)
    expect(await snippet()).toContain('client_max_body_size 1024;')

    const next = await prepare(wish, router)
    expect(next.resultMessage).toContain(' and did not: bind() to ')
    expect(await snippet()).toBe(before)
    await release()
    expect(logOf(await prepare(wish, router))).toContain('is loaded, and answers')
    expect(await statusOfLargeBody()).toBe(413)
  }, 120_000)

  test('what an earlier version of the step has made is replaced, and no request is lost', async () => {
    const text = await snippet()
    const earlier = ofEarlierVersion(text, router)
    expect(earlier).not.toContain('answer')
    await writeFile(machine.nginxFiles.snippet, earlier)
    const file = path.join(machine.root, 'MyApp', 'blue-green.json')
    const marker = await machine.marker()
    const made = createHash('sha256').update(earlier).digest('hex')
    await writeFile(file, JSON.stringify({ ...marker, router: { ...marker.router, made } }))
    await restartNginx(router)

    const client = new PollingClient(machine.frontPort, { retries: true })
    expect(logOf(await prepare({}, router))).toContain('is loaded, and answers')
    const seen = await client.stop()
    expect(problemsIn(seen)).toEqual([])
    expect(await snippet()).toBe(text)
    expect((await machine.marker()).router).toMatchObject({ made: createHash('sha256').update(text).digest('hex') })
  }, 120_000)
})

test('a run that was killed at its very end has left a good file, which is what is put back', async () => {
  await machine.startNginx()
  await machine.goLive('1.0.0')
  const before = await snippet()
  const marker = await machine.marker()
  const preparing = [marker.router?.made]
  await writeFile(path.join(machine.root, 'MyApp', 'blue-green.json'), JSON.stringify({ ...marker, preparing }))
  const { resultMessage } = await prepare({ 'BG.NginxServerLines': 'no_such_directive on;' })
  expect(resultMessage).toContain('NGINX refuses its configuration')
  expect(await snippet()).toBe(before)
  await restartNginx('nginx-flag')
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
}, 120_000)

test('an NGINX that does not run is told to be started, and comes up with what it had', async () => {
  await machine.startNginx()
  await machine.goLive('1.0.0')
  const before = await snippet()
  await stopNginx()
  const { resultMessage } = await prepare({ 'BG.MostBody': '1KB' })
  expect(resultMessage).toMatch(/^NGINX could not be told to load .* Start NGINX, and run this step again/)
  expect(await snippet()).toBe(before)
  await machine.startNginx()
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
  expect(logOf(await prepare({ 'BG.MostBody': '1KB' }))).toContain('is loaded, and answers')
  expect(await statusOfLargeBody()).toBe(413)
}, 120_000)

test('an NGINX that runs with another configuration file than the one that was tested is noticed', async () => {
  await machine.startNginx()
  const { mainConf, folder } = machine.nginxFiles
  const [otherMain, conf] = [path.join(folder, 'other.conf'), path.join(folder, 'other.d', 'app.conf')]
  await writeFile(otherMain, (await readFile(mainConf, 'utf8')).replace('/conf.d/', '/other.d/'))
  const { resultMessage } = await prepare({ 'BG.NginxConf': conf, 'BG.NginxMainConf': otherMain })
  expect(resultMessage).toContain(`NGINX was told to load ${conf} and did not: `)
  expect(resultMessage).toMatch(/See that the NGINX that runs \(.*nginx\.conf.*\) reads that file/)
  await expect(access(conf)).rejects.toThrow('ENOENT')
}, 120_000)

test('a file that the configuration does not include is told, and NGINX is not reloaded', async () => {
  await machine.startNginx()
  const pids = await workers()
  const conf = path.join(machine.folder, 'elsewhere', 'app.conf')
  const { resultMessage } = await prepare({ 'BG.NginxConf': conf })
  expect(resultMessage).toContain(`NGINX's configuration does not include ${conf}. What serves now serves on.`)
  await expect(access(conf)).rejects.toThrow('ENOENT')
  expect(await workers()).toEqual(pids)
}, 120_000)
