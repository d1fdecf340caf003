import { once } from 'node:events'
import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { listen, pointingTo, proxyOn, rawExchange, startBackEnd, startFront, until } from './front.js'

test('a reused connection that is dead costs a GET nothing and a POST a 502.3', async () => {
  let connections = 0
  const backEnd = createServer((socket) => {
    connections++
    let requests = 0
    socket.on('error', () => {})
    socket.on('data', () => {
      if (++requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      else socket.resetAndDestroy()
    })
  })
  const front = await startFront(pointingTo(await listen(backEnd)))
  const get = async () => (await fetch(front.url)).status
  expect([await get(), await get(), connections]).toEqual([200, 200, 2])
  expect(await get()).toBe(200)
  const post = async () => fetch(front.url, { method: 'POST', body: 'x' })
  const answers = [await post(), await post()]
  expect(answers.map(({ status }) => status)).toContain(502)
})

test('an answer that breaks off is broken off for the client too', async () => {
  const backEnd = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'))
  })
  const front = await startFront(pointingTo(await listen(backEnd)))
  await expect((await fetch(front.url)).text()).rejects.toThrow()
})

test('a back end that stays silent is 502.3 after the proxy time-out', async () => {
  const backEnd = await startBackEnd(() => {})
  const front = await startFront(pointingTo(backEnd.port), { ...proxyOn, proxy: { ...proxyOn.proxy, timeoutMs: 50 } })
  const answer = await fetch(front.url)
  expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining('timed out')])
})

test('a client that goes away ends its request at the back end', async () => {
  let begun = 0
  let ended = 0
  const backEnd = await startBackEnd((req, res) => {
    begun++
    if (req.url === '/download') res.write('x')
    res.on('close', () => ended++)
  })
  const front = await startFront(pointingTo(backEnd.port))
  for (const path of ['/silent', '/download']) {
    const client = connect(front.port, '127.0.0.1')
    client.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
    const before = begun
    await until(() => begun === before + 1, 'the request at the back end')
    client.destroy()
    await until(() => ended === begun, 'the end of the request at the back end')
  }
  await until(() => front.module.counters().inFlight[`127.0.0.1:${backEnd.port}`] === 0, 'nothing in flight')
})

test('an upload that is broken off is not taken for a whole one', async () => {
  let aborted = false
  let whole = false
  const backEnd = await startBackEnd((req) => {
    req.resume().on('end', () => {
      whole = true
    })
    req.on('error', () => {
      aborted = true
    })
  })
  const front = await startFront(pointingTo(backEnd.port))
  const client = connect(front.port, '127.0.0.1')
  client.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n')
  await until(() => front.module.counters().inFlight[`127.0.0.1:${backEnd.port}`] === 1, 'the request in flight')
  await until(
    () => new Promise((resolve) => backEnd.server.getConnections((_, count) => resolve(count > 0))),
    'a connection',
  )
  client.destroy()
  await until(() => aborted, 'the abort at the back end')
  expect(whole).toBe(false)
})

test('100 Continue is the back end’s to send, and so is a refusal', async () => {
  const backEnd = await startBackEnd((req, res) => void req.resume().on('end', () => res.end('took it')))
  backEnd.server.on('checkContinue', (req, res) => {
    if (req.url === '/no') res.writeHead(413, { Connection: 'close' }).end('no')
    else {
      res.writeContinue()
      backEnd.server.emit('request', req, res)
    }
  })
  const front = await startFront(pointingTo(backEnd.port))
  const ask = async (path: string) => {
    const sent = request({
      port: front.port,
      method: 'POST',
      path,
      headers: { Expect: '100-continue', 'Content-Length': '5' },
    })
    let continued = 0
    sent.on('continue', () => {
      continued++
      sent.end('hello')
    })
    sent.flushHeaders()
    const [answer] = await once(sent, 'response')
    sent.destroy()
    return [answer.statusCode, continued]
  }
  expect(await ask('/yes')).toEqual([200, 1])
  expect(await ask('/no')).toEqual([413, 0])
})

test('both framings of a body arrive as they were sent, and GET goes without one', async () => {
  const backEnd = await startBackEnd((req, res) => {
    const { 'content-length': length = '-', 'transfer-encoding': encoding = '-' } = req.headers
    let text = ''
    req.setEncoding('utf8').on('data', (part) => {
      text += part
    })
    req.on('end', () => res.end(`${req.method} ${length} ${encoding} ${text}`))
  })
  const front = await startFront(pointingTo(backEnd.port))
  const raw = async (text: string) => (await rawExchange(front.port, text)).split('\r\n\r\n')[1]
  const head = 'HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'
  expect(await raw(`POST / ${head}Content-Length: 2\r\n\r\nhi`)).toContain('POST 2 - hi')
  expect(await raw(`POST / ${head}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`)).toContain(
    'POST - chunked hi',
  )
  expect(await raw(`POST / ${head}Content-Length: 0\r\n\r\n`)).toContain('POST 0 - ')
  expect(await raw(`GET / ${head}\r\n`)).toContain('GET - - ')
  expect(await raw(`DELETE / ${head}Content-Length: 2\r\n\r\nhi`)).toContain('DELETE 2 - hi')
})

test('a client that reads slowly is neither buffered for nor timed out', async () => {
  const parts = 500
  let produced = 0
  const backEnd = await startBackEnd((_, res) => {
    function* body() {
      for (; produced < parts; produced++) yield Buffer.alloc(100_000)
    }
    Readable.from(body()).pipe(res)
  })
  const front = await startFront(pointingTo(backEnd.port), {
    ...proxyOn,
    proxy: { ...proxyOn.proxy, timeoutMs: 50 },
  })
  const sent = request({ port: front.port }).end()
  const [answer] = await once(sent, 'response')
  let standsStillSinceMs = performance.now()
  let before = -1
  await until(() => {
    if (produced !== before) standsStillSinceMs = performance.now()
    before = produced
    return performance.now() - standsStillSinceMs > 200
  }, 'a stand-still for several time-outs')
  expect(produced).toBeLessThan(parts)
  let bytes = 0
  answer.on('data', (part: Buffer) => {
    bytes += part.length
  })
  await once(answer, 'end')
  expect(bytes).toBe(parts * 100_000)
})

test('bytes that come along with an upgrade and with its 101 are not lost', async () => {
  const backEnd = createServer((socket) => {
    socket.on('error', () => {})
    let text = ''
    socket.on('data', (data) => {
      text += data
      if (text.endsWith('early')) socket.end('second')
    })
    socket.once('data', () => socket.write('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nfirst '))
  })
  const front = await startFront(pointingTo(await listen(backEnd)))
  const answer = await rawExchange(
    front.port,
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nearly',
  )
  expect(answer).toMatch(/^HTTP\/1\.1 101 Switching\r\n.*\r\n\r\nfirst second$/s)
})
