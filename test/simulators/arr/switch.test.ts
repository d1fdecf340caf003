import { Agent, type IncomingMessage, request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { type Front, pointingTo, startBackEnd, startFront, until } from './front.js'

type Answer = { status: number | undefined; slot: string | undefined; port: string | undefined; body: string }

function ask(
  front: Front,
  agent: Agent | false,
  method: string,
  body: Buffer | undefined,
  chunked: boolean,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = body && !chunked ? { 'Content-Length': String(body.length) } : {}
    const sent = request({ agent, port: front.port, host: '127.0.0.1', method, headers }, (res: IncomingMessage) => {
      let text = ''
      res.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      res.on('error', reject).on('end', () => {
        resolve({
          status: res.statusCode,
          slot: String(res.headers['x-slot']),
          port: String(res.headers['x-bluegreen-port']),
          body: text,
        })
      })
    })
    sent.on('error', reject)
    if (chunked && body) for (let at = 0; at < body.length; at += 1000) sent.write(body.subarray(at, at + 1000))
    sent.end(chunked ? undefined : body)
  })
}

const echo = () =>
  startBackEnd((req, res) => {
    let bytes = 0
    req.on('data', (part: Buffer) => {
      bytes += part.length
    })
    req.on('end', () => {
      res.setHeader('x-slot', String(req.socket.localPort))
      if (bytes % 2 === 0) res.setHeader('Content-Length', String(String(bytes).length))
      res.end(String(bytes))
    })
  })

test('50 switches under load lose nothing, and each answer names the back end that gave it', async () => {
  const ports = [(await echo()).port, (await echo()).port]
  const front = await startFront(pointingTo(ports[0] ?? 0))
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  onTestFinished(() => agent.destroy())
  let switching = true
  const answers: Answer[] = []
  const clients = Array.from({ length: 12 }, async (_, client) => {
    for (let n = 0; switching; n++) {
      const body = n % 3 === 0 ? undefined : Buffer.alloc(100 * client + n)
      answers.push(await ask(front, client < 8 ? agent : false, body ? 'POST' : 'GET', body, n % 3 === 2))
      expect(answers.at(-1)?.status).toBe(200)
    }
  })
  for (let n = 1; n <= 50; n++) {
    const live = ports[n % 2] ?? 0
    await front.write(pointingTo(live))
    expect((await ask(front, false, 'GET', undefined, false)).slot).toBe(String(live))
    const seen = answers.length
    await until(() => answers.length > seen + 10, 'ten more answers')
  }
  switching = false
  await Promise.all(clients)
  expect(answers.filter(({ slot, port }) => slot !== port)).toEqual([])
  expect(new Set(answers.map(({ slot }) => slot))).toEqual(new Set(ports.map(String)))
  await until(() => Object.values(front.module.counters().inFlight).every((count) => count === 0), 'nothing in flight')
})

test('an upload of 20 MB and a slow download end on the slot on which they began', async () => {
  const received: number[] = []
  const blue = await startBackEnd((req, res) => {
    if (req.method === 'GET') {
      res.write('begun ')
      downloads.push(() => res.end('ended'))
      return
    }
    let bytes = 0
    req.on('data', (part: Buffer) => {
      bytes += part.length
      received[0] = bytes
    })
    req.on('end', () => res.end(`blue ${bytes}`))
  })
  const downloads: (() => void)[] = []
  const green = await startBackEnd((_, res) => void res.end('green'))
  const front = await startFront(pointingTo(blue.port))

  const download = await fetch(front.url)
  expect(download.headers.get('x-bluegreen-port')).toBe(String(blue.port))
  const uploaded = new Promise<string>((resolve, reject) => {
    const upload = request({ port: front.port, method: 'POST', headers: { 'Content-Length': 20_000_000 } }, (res) => {
      res.setEncoding('utf8').on('data', resolve)
    })
    upload.on('error', reject)
    upload.write(Buffer.alloc(10_000_000))
    finishUpload = () => upload.end(Buffer.alloc(10_000_000))
  })
  await until(() => received[0] === 10_000_000, 'the first half on blue, streamed')
  await front.write(pointingTo(green.port))
  expect(await (await fetch(front.url)).text()).toBe('green')
  expect(front.module.counters().inFlight[`127.0.0.1:${blue.port}`]).toBe(2)
  finishUpload()
  downloads[0]?.()
  expect(await uploaded).toBe('blue 20000000')
  expect(await download.text()).toBe('begun ended')
  await until(() => front.module.counters().inFlight[`127.0.0.1:${blue.port}`] === 0, 'blue without requests')
})
let finishUpload = () => {}

test('a websocket stays on its slot across a switch, and the next one goes to the new slot', async () => {
  const startSlot = async (name: string) => {
    const backEnd = await startBackEnd((_, res) => void res.writeHead(426).end('upgrade'))
    const sockets = new WebSocketServer({ server: backEnd.server })
    sockets.on('connection', (socket) => socket.on('message', (text) => socket.send(`${name} ${text}`)))
    return backEnd
  }
  const [blue, green] = [await startSlot('blue'), await startSlot('green')]
  const front = await startFront(pointingTo(blue.port))
  const open = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${front.port}/chat`)
    onTestFinished(() => socket.terminate())
    const upgrade = new Promise<IncomingMessage>((resolve) => socket.once('upgrade', resolve))
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return { socket, port: (await upgrade).headers['x-bluegreen-port'] }
  }
  const say = (socket: WebSocket, text: string) =>
    new Promise<string>((resolve) => {
      socket.once('message', (data) => resolve(String(data)))
      socket.send(text)
    })
  const old = await open()
  expect([await say(old.socket, 'one'), old.port]).toEqual(['blue one', String(blue.port)])
  await front.write(pointingTo(green.port))
  expect(await say(old.socket, 'x'.repeat(100_000))).toBe(`blue ${'x'.repeat(100_000)}`)
  const next = await open()
  expect([await say(next.socket, 'two'), next.port]).toEqual(['green two', String(green.port)])
  expect(front.module.counters().inFlight).toEqual({ [`127.0.0.1:${blue.port}`]: 1, [`127.0.0.1:${green.port}`]: 1 })
  old.socket.close(1000, 'bye')
  const [code] = await new Promise<[number]>((resolve) => old.socket.once('close', (...how) => resolve([how[0]])))
  expect(code).toBe(1000)
  await until(() => front.module.counters().inFlight[`127.0.0.1:${blue.port}`] === 0, 'blue without requests')
})
