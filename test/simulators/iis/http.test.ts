import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import http, { Agent } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import type { ServerConfiguration, SiteInfo, SiteModule } from '../../../src/simulators/iis/site-module.js'
import { freePort } from '../../free-port.js'
import { get, heldRequest, machine, siteWithApplication, succeed, until, workerPids } from './simulated-machine.js'

test.concurrent('a stopped site does not listen: idle connections are closed, requests in flight go on', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  const agent = new Agent({ keepAlive: true })
  await get(site.port, '/', { agent })
  const [idle] = await until('an idle connection', () => Object.values(agent.freeSockets)[0])
  const other = new Agent({ keepAlive: true })
  const held = await heldRequest(at, site.port, { agent: other })
  const [busy] = Object.values(other.sockets).flat()
  await succeed(at.appcmd(['stop', 'site', 'A']))
  await until('the idle connection closed', () => idle?.destroyed)
  await expect(get(site.port)).rejects.toThrow('ECONNREFUSED')
  held.release()
  expect((await held.answer).body).toBe('first last')
  await until('the other connection closed', () => busy?.destroyed)
  expect(await succeed(at.appcmd(['list', 'site', 'A', '/text:serverAutoStart']))).toBe('true\r\n')
})

test.concurrent('tells sites on one port apart by their host names', async (context) => {
  const at = await machine(context)
  const one = await siteWithApplication(at, 'one')
  const two = await siteWithApplication(at, 'two')
  await succeed(at.appcmd(['set', 'site', 'one', `/bindings:http/*:${one.port}:one.test`]))
  await succeed(at.appcmd(['set', 'site', 'two', `/bindings:http/*:${one.port}:two.test`]))
  const pool = async (host: string) => JSON.parse((await get(one.port, '/', { headers: { host } })).body).pool
  expect(await pool(`one.test:${one.port}`)).toBe('one')
  expect(await pool('TWO.test')).toBe('two')
  expect((await get(one.port, '/', { headers: { host: 'three.test' } })).status).toBe(400)
  await expect(get(two.port)).rejects.toThrow('ECONNREFUSED')
})

test.concurrent('cannot start a site on a port of a process outside IIS', async (context) => {
  const at = await machine(context)
  const server = createServer()
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await succeed(at.appcmd(['add', 'site', '/name:A', `/bindings:http/*:${port}:`]))
  expect(await succeed(at.appcmd(['list', 'site', 'A', '/text:state']))).toBe('Stopped\r\n')
  expect((await at.appcmd(['start', 'site', 'A'])).exitCode).toBe(32)
  await new Promise((resolve) => server.close(resolve))
  await succeed(at.appcmd(['start', 'site', 'A']))
})

test.concurrent('limits the length of a body to 30,000,000 bytes unless configured otherwise', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  const upload = (bytes: number) =>
    get(site.port, '/upload', { method: 'POST', headers: { 'Content-Length': bytes } }, Buffer.alloc(bytes))
  expect((await upload(1_000_000)).body).toBe('1000000')
  expect(
    (await get(site.port, '/upload', { method: 'POST', headers: { 'Content-Length': 30_000_001 } })).body,
  ).toContain('404.13')
  const limit = '/requestLimits.maxAllowedContentLength:40000000'
  const section = '-section:system.webServer/security/requestFiltering'
  await succeed(at.appcmd(['set', 'config', 'A', section, limit, '/commit:apphost']))
  expect((await upload(30_000_001)).body).toBe('30000001')
})

test.concurrent('keeps connections to the application, and sends a GET again when it closes one', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  writeFileSync(join(site.folder, 'server.js'), tellsConnections)
  const served = async (method: string, path = '/') => {
    const { status, body } = await get(site.port, path, { method })
    return `${status} ${body}`
  }
  expect(await served('GET')).toBe('200 request 1 of its connection')
  expect(await served('GET')).toBe('200 request 2 of its connection')
  expect(await served('POST')).toBe('200 request 3 of its connection')
  const body = Buffer.from('a')
  const headers = { 'Content-Length': body.length }
  expect((await get(site.port, '/', { method: 'POST', headers }, body)).body).toBe('request 4 of its connection')
  expect(await served('GET', '/closed')).toBe('200 request 1 of its connection')
  expect(await served('POST')).toBe('200 request 1 of its connection')
  expect(await served('POST', '/closed')).toContain('502 ')
})

test.concurrent('carries a websocket, counts it as a request and cuts it at the shutdown limit', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A', ['/processModel.shutdownTimeLimit:00:00:01'])
  const socket = new WebSocket(`ws://127.0.0.1:${site.port}/chat`)
  await new Promise((resolve) => socket.once('open', resolve))
  const [pid] = await workerPids(at.appcmd, 'A')
  const { stdout } = await at.appcmd(['list', 'requests', '/apppool.name:A', '/xml'])
  expect(stdout).toContain(`WP.NAME="${pid}" APPPOOL.NAME="A" SITE.ID="1" Url="/chat" Verb="GET"`)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await succeed(at.appcmd(['stop', 'apppool', 'A', '/wait', '/timeout:5000']))
  expect(await closed).toBe(1006)
})

test.concurrent('serves static files where nothing starts', async (context) => {
  const at = await machine(context)
  const [port, www] = [await freePort(), join(at.root, 'www')]
  mkdirSync(join(www, 'empty'), { recursive: true })
  writeFileSync(join(www, 'index.html'), '<p>home</p>')
  writeFileSync(join(www, 'up.txt'), 'up')
  await succeed(at.appcmd(['add', 'apppool', '/name:P']))
  await succeed(at.appcmd(['add', 'site', '/name:S', `/bindings:http/127.0.0.1:${port}:`, `/physicalPath:${www}`]))
  await succeed(at.appcmd(['set', 'app', 'S/', '/applicationPool:P']))
  const seen = await Promise.all(
    ['/', '/up.txt?x', '/none', '/empty', '/../../etc/passwd', '/web.config'].map((path) => get(port, path)),
  )
  expect(seen.map(({ status, body }) => [status, body.replace(/<h2>|<\/h2>/g, '')])).toEqual([
    [200, '<p>home</p>'],
    [200, 'up'],
    [404, 'HTTP Error 404 - Not Found'],
    [403, 'HTTP Error 403.14 - Forbidden'],
    [404, 'HTTP Error 404 - Not Found'],
    [404, 'HTTP Error 404.8 - Not Found'],
  ])
  expect(await workerPids(at.appcmd, 'P')).toHaveLength(1)
  writeFileSync(join(www, 'web.config'), '<configuration><oops></configuration>')
  expect((await get(port, '/up.txt')).status).toBe(500)
})

test.concurrent('closes a static file whose client has left', async (context) => {
  const at = await machine(context)
  const [port, www] = [await freePort(), join(at.root, 'www')]
  mkdirSync(www)
  const file = join(www, 'large.bin')
  writeFileSync(file, Buffer.alloc(20_000_000))
  await succeed(at.appcmd(['add', 'apppool', '/name:P']))
  await succeed(at.appcmd(['add', 'site', '/name:S', `/bindings:http/127.0.0.1:${port}:`, `/physicalPath:${www}`]))
  await succeed(at.appcmd(['set', 'app', 'S/', '/applicationPool:P']))
  const isOpen = () =>
    readdirSync('/proc/self/fd').some((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === file
      } catch {
        return false // closed since
      }
    })
  const client = http.get({ port, path: '/large.bin' }, (answer) => void answer.pause()).on('error', () => {})
  await until('the file open', isOpen)
  client.destroy()
  await until('the file closed', () => !isOpen())
})

test.concurrent('gives sites with rewrite rules to its modules, and tells them the configuration', async (context) => {
  const asked: SiteInfo[] = []
  let config: ServerConfiguration | undefined
  const module: SiteModule = {
    request(site, req, res) {
      asked.push(site)
      if (req.url === '/not-mine.txt') return false
      setTimeout(() => res.end('from the module'), 200)
      return true
    },
    upgrade: () => false,
    configurationChanged(changed) {
      config = changed
    },
    close: async () => {},
  }
  const at = await machine(context, {}, [module])
  const site = await siteWithApplication(at, 'A')
  expect((await get(site.port)).body).toContain('"pool":"A"')
  expect(asked).toEqual([])
  const rule = '<rule name="r"><match url="(.*)" /><action type="None" /></rule>'
  writeFileSync(
    join(site.folder, 'web.config'),
    `<configuration><system.webServer><rewrite><rules>${rule}</rules></rewrite></system.webServer></configuration>`,
  )
  writeFileSync(join(site.folder, 'not-mine.txt'), 'a file')
  const answer = get(site.port)
  await until('the request in flight', async () => (await at.appcmd(['list', 'requests'])).stdout.includes('url:GET /'))
  expect((await answer).body).toBe('from the module')
  expect((await get(site.port, '/not-mine.txt')).body).toBe('a file')
  expect(asked[0]).toEqual({ name: 'A', id: 1, physicalPath: site.folder, port: site.port, poolStarted: true })
  await succeed(
    at.appcmd([
      'set',
      'config',
      '-section:system.webServer/proxy',
      '/enabled:true',
      '/timeout:00:01:00',
      '/commit:apphost',
    ]),
  )
  expect(config?.proxy).toEqual({
    enabled: true,
    preserveHostHeader: false,
    timeoutMs: 60_000,
    attributes: { enabled: 'true', timeout: '00:01:00' },
  })
  await succeed(at.appcmd(['stop', 'apppool', 'A']))
  expect((await get(site.port)).status).toBe(503)
})

test.concurrent('moves a started site to another port without touching the ports it keeps', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  const added = await freePort()
  const agent = new Agent({ keepAlive: true })
  await get(site.port, '/', { agent })
  await succeed(at.appcmd(['set', 'site', 'A', `/+bindings.[protocol='http',bindingInformation='*:${added}:']`]))
  expect((await get(added)).status).toBe(200)
  expect(Object.values(agent.freeSockets)[0]).toHaveLength(1)
  await succeed(at.appcmd(['set', 'site', 'A', `/bindings:http/*:${added}:`]))
  await expect(get(site.port)).rejects.toThrow('ECONNREFUSED')
  expect((await get(added)).status).toBe(200)
})

test.concurrent('loses no request on keep-alive connections while other sites come and go', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  await get(site.port)
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  let isOver = false
  const statuses: number[] = []
  const client = async () => {
    while (!isOver) statuses.push((await get(site.port, '/', { agent })).status)
  }
  const clients = Array.from({ length: 8 }, client)
  for (const name of ['B', 'C', 'D']) {
    await siteWithApplication(at, name, ['/startMode:AlwaysRunning'])
    await succeed(at.appcmd(['stop', 'site', name]))
    await succeed(at.appcmd(['delete', 'site', name]))
    await succeed(at.appcmd(['delete', 'apppool', name]))
  }
  await until('200 requests', () => statuses.length > 200)
  isOver = true
  await Promise.all(clients)
  agent.destroy()
  expect(new Set(statuses)).toEqual(new Set([200]))
})

test.concurrent('passes a chunked upload and an early answer on', async (context) => {
  const at = await machine(context)
  const site = await siteWithApplication(at, 'A')
  const body = await new Promise<string>((resolve, reject) => {
    const req = http.request(
      { host: '127.0.0.1', port: site.port, path: '/upload', method: 'POST', agent: false },
      (res) => {
        res.setEncoding('utf8').on('data', resolve)
      },
    )
    req.on('error', reject)
    req.write('a'.repeat(70_000))
    req.end('b')
  })
  expect(body).toBe('70001')
})

/** An application that closes a connection, instead of an answer, when it is asked for `/closed` and the connection was used before. */
const tellsConnections = `
  const served = new Map()
  require('http').createServer((req, res) => {
    served.set(req.socket, (served.get(req.socket) ?? 0) + 1)
    if (req.url === '/closed' && served.get(req.socket) > 1) return req.socket.destroy()
    req.resume().on('end', () => res.end('request ' + served.get(req.socket) + ' of its connection'))
  }).listen(process.env.PORT)`
