import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { request } from '../../src/http/request.js'
import { Load } from '../../src/rehearsal/load/load.js'
import type { Mix } from '../../src/rehearsal/load/mix.js'
import { loadedPort } from '../../src/routing/nginx-loaded.js'
import { markIn } from '../../src/routing/nginx-question.js'
import { nginxReload } from '../../src/routing/nginx-reload.js'
import { oldWorkersGone } from '../../src/routing/old-workers.js'
import { seededRandom } from '../../src/simulators/iis/seeded-random.js'
import type { NginxReloadRouter } from '../../src/slots/marker.js'
import { reloadedNginx, SlotServer } from './reloaded-nginx.js'

let stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops) await stop()
  stops = []
})

async function machine(portHeader = true) {
  const made = await reloadedNginx(portHeader)
  const slots = made.ports.map((port, index) => new SlotServer(port, `release-${index}`))
  stops.push(() => made.nginx.stop(), ...slots.map((slot) => () => slot.stop()))
  return { ...made, slots }
}

/** Each switch stops the slot that was live as soon as no old worker is left. */
async function underLoad(switches: number, mix: Mix, ratePerSecond = 200) {
  const { front, ports, router, log, slots } = await machine()
  await slots[0]?.start()
  await router.makeLive(ports[0])
  const load = Load.start({
    ...{ targets: [{ machine: 'one', url: `http://127.0.0.1:${front}`, host: 'www.example.com' }], mix, ratePerSecond },
    ...{ releaseHeader: 'X-Release', portHeader: 'X-BlueGreen-Port', timeoutMs: 10_000, checkEcho: false },
  })
  for (let number = 1; number <= switches; number++) {
    await slots[number % 2]?.start()
    await router.makeLive(ports[number % 2])
    expect(await oldWorkersGone(log, router, 'the one before', { limitMs: 20_000, atLimit: 'fail' })).toBe(true)
    await slots[(number + 1) % 2]?.stop()
  }
  return load.stop()
}

test('twenty switches, each slot stopped as soon as the old workers are gone, lose no request on a connection of its own', async () => {
  const { requests, lost, mixed, answersByRelease } = await underLoad(20, { 'get-close': 50, 'post-close': 50 })
  expect({ lost, mixed }).toEqual({ lost: [], mixed: [] })
  expect(requests).toBeGreaterThan(200)
  expect(Object.keys(answersByRelease).sort()).toEqual(['release-0', 'release-1'])
}, 120_000)

/** A switch in a process of its own, which is killed so long after it has begun. @returns whether it had ended */
async function killed(router: NginxReloadRouter, port: number, afterMs: number): Promise<boolean> {
  const script = new URL('fixtures/make-live.ts', import.meta.url).pathname
  const args = ['--import', 'tsx', script, JSON.stringify(router), String(port)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk
  })
  const exit = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), exit])
  await Promise.race([setTimeout(afterMs), exit])
  if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGKILL')
  await exit
  return said.includes('done')
}

test('a switch that is killed at any moment is finished by the next one, and the slot from before is needed no longer', async () => {
  const { front, ports, router, log, slots, made } = await machine()
  await slots[0]?.start()
  await router.makeLive(ports[0])
  const load = Load.start({
    ...{ targets: [{ machine: 'one', url: `http://127.0.0.1:${front}`, host: 'www.example.com' }], ratePerSecond: 50 },
    ...{ mix: { 'get-close': 100 }, releaseHeader: 'X-Release', timeoutMs: 10_000, checkEcho: false },
  })
  const random = seededRandom(Number(process.env['BLUEGREEN_SEED'] ?? 1))
  let interrupted = 0
  for (let number = 1; number <= 12; number++) {
    const [to, from] = [ports[number % 2] ?? 0, ports[(number + 1) % 2] ?? 0]
    await slots[number % 2]?.start()
    if (!(await killed(made, to, random() * 300))) interrupted++
    // Another router object: nothing is remembered but what lies on the disk.
    const next = nginxReload(log, made)
    expect([to, from]).toContain(await next.livePort())
    await next.settle?.(true)
    await next.makeLive(to)
    expect(await oldWorkersGone(log, next, 'the one before', { limitMs: 20_000, atLimit: 'fail' })).toBe(true)
    await slots[(number + 1) % 2]?.stop()
    expect(await next.livePort()).toBe(to)
    expect(await readFile(made.upstreamFile, 'utf8')).toContain(`127.0.0.1:${to};`)
  }
  const { lost, mixed } = await load.stop()
  expect({ lost, mixed }).toEqual({ lost: [], mixed: [] })
  expect(interrupted).toBeGreaterThan(3)
}, 120_000)

test('before the first release nothing is live, NGINX says so, and a switch back to nothing is possible', async () => {
  const { router, ports, slots, frontDoor, made } = await machine()
  expect(await router.livePort()).toBe(undefined)
  expect(await loadedPort(frontDoor)).toBe('none')
  await slots[0]?.start()
  await router.makeLive(ports[0])
  expect(await router.livePort()).toBe(ports[0])
  await router.makeLive(undefined)
  expect(await router.livePort()).toBe(undefined)
  expect(await readFile(made.upstreamFile, 'utf8')).toContain('server 127.0.0.1:1 down;')
})

test('what is live is what NGINX has loaded, not what a file says that nobody has loaded; in the end that is taken back', async () => {
  const { router, ports, made, log } = await machine()
  await router.makeLive(ports[0])
  const file = await readFile(made.upstreamFile, 'utf8')
  await writeFile(made.upstreamFile, file.replaceAll(String(ports[0]), String(ports[1])))
  expect(await router.livePort()).toBe(ports[0])
  await router.settle?.(false)
  expect(await readFile(made.upstreamFile, 'utf8')).not.toBe(file)
  await router.settle?.(true)
  expect(await readFile(made.upstreamFile, 'utf8')).toBe(file)
  expect(log.lines.filter((line) => line.includes(`names ${ports[1]}, and NGINX has loaded ${ports[0]}`))).toHaveLength(
    2,
  )
})

test('a slot that is dead or hangs does not keep anybody from asking what is live', async () => {
  const { router, ports, frontDoor } = await machine(false)
  await router.makeLive(ports[1])
  expect((await request({ url: new URL(frontDoor.url), timeoutMs: 5_000 })).status).toBe(502)
  expect(await router.livePort()).toBe(ports[1])
})

test('a caller from another address gets the answer of the slot, whatever it asks', async () => {
  const { router, ports, slots, front, made } = await machine()
  await slots[0]?.start()
  await router.makeLive(ports[0])
  const from = async (localAddress: string, ask: string): Promise<string> => {
    const headers = { 'x-bluegreen-ask': ask }
    const sent = get({ host: '127.0.0.1', port: front, localAddress, headers, agent: false })
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return text(response)
  }
  expect(await from('127.0.0.1', 'loaded')).toBe(`bluegreen ${ports[0]}`)
  expect(await from('127.0.0.1', 'snippet')).toBe(`bluegreen-snippet ${markIn(await readFile(made.conf, 'utf8'))}`)
  expect(await from('127.0.0.1', 'something')).toBe('hello')
  for (const ask of ['loaded', 'snippet']) expect(await from('127.0.0.2', ask)).toBe('hello')
})

test('where NGINX does not run, live is what it will load', async () => {
  const { router, ports, nginx, made } = await machine()
  await router.makeLive(ports[1])
  await nginx.stop()
  expect(await router.livePort()).toBe(ports[1])
  const before = await readFile(made.upstreamFile, 'utf8')
  await expect(router.makeLive(ports[0])).rejects.toMatchObject({
    name: 'NginxUnusable',
    happened: expect.stringContaining('NGINX does not run'),
  })
  expect(await readFile(made.upstreamFile, 'utf8')).toBe(before)
})

test('the same again reloads nothing; and old workers that are gone are forgotten', async () => {
  const { router, ports, made, log } = await machine()
  for (const port of ports) await router.makeLive(port)
  const reloads = () => log.lines.filter((line) => line.includes('-s reload')).length
  const before = reloads()
  await router.makeLive(ports[1])
  expect(reloads()).toBe(before)
  await expect.poll(() => router.oldWorkers?.()).toBe(0)
  expect(await readdir(path.dirname(made.upstreamFile))).toEqual(['upstream.conf'])
})

test('a file that was changed by hand is not overwritten, and one that is missing is made again with what is live', async () => {
  const { router, ports, made, prepare } = await machine()
  await router.makeLive(ports[0])
  const file = await readFile(made.upstreamFile, 'utf8')
  await writeFile(made.upstreamFile, `${file}# mine\n`)
  for (const change of [() => router.makeLive(ports[1]), () => router.settle?.(true), () => prepare()])
    await expect(change()).rejects.toMatchObject({ name: 'RouterChangedByHand' })
  expect(await readFile(made.upstreamFile, 'utf8')).toBe(`${file}# mine\n`)
  await rm(made.upstreamFile)
  await prepare()
  expect(await readFile(made.upstreamFile, 'utf8')).toBe(file)
  expect(await router.livePort()).toBe(ports[0])
})

test('new settings are loaded with what is live, also after a switch was killed before its reload', async () => {
  const { router, ports, made, prepare, files } = await machine()
  await router.makeLive(ports[0])
  const file = await readFile(made.upstreamFile, 'utf8')
  await writeFile(made.upstreamFile, file.replaceAll(String(ports[0]), String(ports[1])))
  const whatIf = await prepare({ mostBodyBytes: 77 }, true)
  expect(whatIf.says).toContain('would be written and NGINX reloaded')
  await prepare({ mostBodyBytes: 77 })
  expect(await readFile(files.snippet, 'utf8')).toContain('client_max_body_size 77;')
  await expect.poll(() => router.oldWorkers?.()).toBe(0)
  expect(await router.livePort()).toBe(ports[0])
  expect(await readFile(made.upstreamFile, 'utf8')).toBe(file)
})

/** In place of NGINX: says that it is 1.28 and keeps connections open for a second, and is the NGINX that there is. */
const keepingNginx = (program: string) => `#!/bin/bash
case " $* " in *" -V "*) echo 'nginx version: nginx/1.28.0' >&2 ;; esac
"${program}" "$@" || exit
case " $* " in *" -T "*) echo 'http { keepalive_min_timeout 1s; }' ;; esac
`

test('kept connections that lead to the old release are waited for, but not longer than NGINX keeps them', async () => {
  const { front, made, ports, slots, log } = await machine()
  const nginx = path.join(path.dirname(made.upstreamFile), 'nginx')
  await writeFile(nginx, keepingNginx(made.nginx), { mode: 0o755 })
  const router = nginxReload(log, { ...made, nginx })
  for (const slot of slots) await slot.start()
  await router.makeLive(ports[0])

  // A request that has begun keeps the old worker, whatever the NGINX.
  const socket = connect(front, '127.0.0.1')
  await once(socket, 'connect')
  socket.write('POST / HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 10\r\n\r\n12345')
  const begunAt = performance.now()
  await router.makeLive(ports[1])
  expect(performance.now() - begunAt).toBeGreaterThan(1_000)
  expect(await router.oldWorkers?.()).toBe(1)
  expect(log.lines.join('\n')).toContain('for up to 1 s they lead to the old release')
  socket.write('67890')
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(String(answer)).toContain('X-Release: release-0')
  socket.destroy()
})

test('a front door on another address of this machine than the first is prepared and switched', async () => {
  const { front, ports, log, prepare } = await machine()
  const frontDoor = { url: `http://127.0.0.2:${front}/`, host: 'www.example.com' }
  const { router } = await prepare({ listen: [`127.0.0.2:${front}`], frontDoor })
  await nginxReload(log, router).makeLive(ports[1])
  expect(await loadedPort(frontDoor)).toBe(ports[1])
}, 60_000)
