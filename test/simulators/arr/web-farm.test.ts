import { createServer, type ServerResponse } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import type { WebFarm } from '../../../src/simulators/iis/site-module.js'
import { type Front, farmOf, proxyOn, startFront, until } from './front.js'

const farmRule =
  '<globalRules><rule name="ARR_F_loadbalance" patternSyntax="Wildcard" stopProcessing="true"><match url="*" /><action type="Rewrite" url="http://F/{R:0}" /></rule></globalRules>'

/** A farm's server on 127.0.0.x: the address is its key. `health` is what it answers to /up. */
async function startServer(address: string) {
  const state = { health: 'up', held: [] as ServerResponse[] }
  const server = createServer((req, res) => {
    if (req.url === '/hold') state.held.push(res)
    else res.end(req.url === '/up' ? state.health : address)
  })
  await new Promise<void>((resolve) => void server.listen(0, address, resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  return { address, port, state }
}

async function startFarm(more: Partial<WebFarm> = {}) {
  const [a, b] = [await startServer('127.0.0.1'), await startServer('127.0.0.2')]
  const farm = farmOf(
    [
      [a.address, a.port],
      [b.address, b.port],
    ],
    more,
  )
  const config = { ...proxyOn, globalRules: farmRule, webFarms: [farm] }
  const front = await startFront('', config)
  return { a, b, farm, config, front }
}

const counters = (front: Front, address: string) => {
  const found = front.module.counters().farms['F']?.[address]
  if (!found) throw new Error(`no ${address}`)
  return found
}
const served = async (front: Front, requests = 6) => {
  const answers = await Promise.all(Array.from({ length: requests }, async () => (await fetch(front.url)).text()))
  return [...new Set(answers)].sort()
}
const health = {
  url: 'http://F/up',
  intervalMs: 5,
  timeoutMs: 1_000,
  responseMatch: 'up',
  statusCodeMatch: '200-399',
  minServers: 0,
}

test('the health page decides who serves, and with none left the answer is 502.4', async () => {
  const { a, b, front } = await startFarm({ healthCheck: health })
  expect(await served(front)).toEqual(['127.0.0.1', '127.0.0.2'])
  a.state.health = 'down'
  await until(() => !counters(front, a.address).isHealthy, 'a unhealthy')
  expect(await served(front)).toEqual(['127.0.0.2'])
  b.state.health = 'down'
  await until(() => !counters(front, b.address).isHealthy, 'b unhealthy')
  const none = await fetch(front.url)
  expect([none.status, await none.text()]).toEqual([502, expect.stringContaining('502.4')])
  a.state.health = 'up'
  await until(() => counters(front, a.address).isHealthy, 'a healthy')
  expect(await served(front)).toEqual(['127.0.0.1'])
})

test('below minServers health is disregarded, and servers without a probe count as healthy', async () => {
  const { a, b, front } = await startFarm({ healthCheck: { ...health, minServers: 1 } })
  a.state.health = 'down'
  b.state.health = 'down'
  await until(() => !counters(front, a.address).isHealthy && !counters(front, b.address).isHealthy, 'both unhealthy')
  expect(await served(front)).toEqual(['127.0.0.1', '127.0.0.2'])
  const unprobed = await startFarm()
  expect(counters(unprobed.front, '127.0.0.1').isHealthy).toBe(true)
})

test('Drain keeps affinitized clients, GracefulStop ends with the requests in flight', async () => {
  const { a, front } = await startFarm({ affinity: { useCookie: true, cookieName: 'ARRAffinity' } })
  let cookie = ''
  await until(async () => {
    const answer = await fetch(front.url)
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    return (await answer.text()) === a.address
  }, 'a cookie of a')
  front.module.setServerState('F', a.address, 'Drain')
  expect(counters(front, a.address).state).toBe('Draining')
  expect(await served(front)).toEqual(['127.0.0.2'])
  const bound = await fetch(front.url, { headers: { cookie } })
  expect([await bound.text(), bound.headers.getSetCookie()]).toEqual([a.address, []])
  const held = fetch(`${front.url}/hold`, { headers: { cookie } })
  await until(() => a.state.held.length === 1, 'a request at a')
  front.module.setServerState('F', a.address, 'GracefulStop')
  expect(counters(front, a.address)).toMatchObject({ state: 'Inactive', currentRequests: 1 })
  expect(await (await fetch(front.url, { headers: { cookie } })).text()).toBe('127.0.0.2')
  a.state.held[0]?.end('held')
  expect(await (await held).text()).toBe('held')
  await until(() => counters(front, a.address).currentRequests === 0, 'a drained')
  front.module.setServerState('F', a.address, 'Start')
  expect(await served(front)).toEqual(['127.0.0.1', '127.0.0.2'])
})

test('ForcefulStop cuts requests in flight off', async () => {
  const { a, b, front } = await startFarm()
  front.module.setServerState('F', b.address, 'GracefulStop')
  const held = fetch(`${front.url}/hold`)
  await until(() => a.state.held.length === 1, 'a request at a')
  front.module.setServerState('F', a.address, 'ForcefulStop')
  await expect(held).rejects.toThrow()
  expect(() => front.module.setServerState('F', '127.0.0.9', 'Start')).toThrow('127.0.0.9')
})

test('an edit of the configuration resets the counters, while the request is still in flight', async () => {
  const { a, b, config, front } = await startFarm()
  front.module.setServerState('F', b.address, 'Drain')
  const held = fetch(`${front.url}/hold`)
  await until(() => a.state.held.length === 1, 'a request at a')
  expect(counters(front, a.address)).toMatchObject({ currentRequests: 1, totalRequests: 1 })
  front.module.configurationChanged(config)
  expect(counters(front, a.address)).toMatchObject({ currentRequests: 0, totalRequests: 0 })
  expect(counters(front, b.address).state).toBe('Draining')
  expect(front.module.counters().inFlight[`${a.address}:${a.port}`]).toBe(1)
  a.state.held[0]?.end('held')
  expect(await (await held).text()).toBe('held')
  await until(() => front.module.counters().inFlight[`${a.address}:${a.port}`] === 0, 'nothing in flight')
  expect(counters(front, a.address).currentRequests).toBe(0)
})
