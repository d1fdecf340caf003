import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { DelayLine } from '../../../src/rehearsal/distance/delay-line.js'
import { DistantConnection } from '../../../src/rehearsal/distance/distant-connection.js'

async function portOf(server: Server): Promise<number> {
  const open = new Set<Socket>()
  server.on('connection', (socket) => open.add(socket.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A client of a server that is so far away. */
async function distant(roundTripMs: number, onConnection: (socket: Socket) => void): Promise<DistantConnection> {
  const port = await portOf(createServer({ allowHalfOpen: true }, onConnection))
  return clientOf(port, roundTripMs)
}

function clientOf(port: number, roundTripMs: number): DistantConnection {
  const client = new DistantConnection({ host: '127.0.0.1', port, allowHalfOpen: true }, roundTripMs)
  onTestFinished(() => void client.destroy())
  return client
}

test('the first answer takes two round trips, as with a handshake, and those after it take one', async () => {
  async function answered(client: DistantConnection, since = performance.now()): Promise<number> {
    client.write('x')
    await once(client, 'data')
    return performance.now() - since
  }
  const first: number[] = []
  const later: number[] = []
  for (let connection = 0; connection < 3; connection++) {
    const connectedAt = performance.now()
    const client = await distant(100, (socket) => socket.pipe(socket))
    first.push(await answered(client, connectedAt))
    later.push(await answered(client), await answered(client))
  }
  // A busy processor can make one late, and none early.
  for (const [times, leastMs] of [
    [first, 190],
    [later, 95],
  ] as const) {
    expect(Math.min(...times)).toBeGreaterThanOrEqual(leastMs)
    expect(Math.min(...times)).toBeLessThan(leastMs + 85)
  }
})

test('twenty megabytes come back whole and in order, and the end of one direction leaves the other one open', async () => {
  const client = await distant(10, (socket) => socket.pipe(socket))
  const sent = Buffer.alloc(20_000_000, 'abcdefghijk')
  client.end(sent)
  expect((await buffer(client)).equals(sent)).toBe(true)
})

test('a reset arrives as a reset, after what was sent before it', async () => {
  const client = await distant(20, (socket) => socket.on('data', () => socket.resetAndDestroy()).write('before'))
  const [data] = await once(client, 'data')
  expect(String(data)).toBe('before')
  client.write('now')
  const [error] = await once(client, 'error')
  expect(error).toMatchObject({ code: 'ECONNRESET' })
})

test('a connection that is closed arrives as an end, not as a reset', async () => {
  const client = await distant(20, (socket) => socket.end('good bye'))
  expect(await text(client)).toBe('good bye')
})

test('a client that leaves is seen as one that has left, after what it sent, and hears no more', async () => {
  const seen: string[] = []
  let close: () => void = () => {}
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  const client = await distant(20, (socket) => {
    socket.on('data', (data) => seen.push(String(data)))
    socket.on('end', () => {
      socket.end()
      close()
    })
    socket.write('hello')
  })
  await once(client, 'data')
  client.on('data', (data) => seen.push(`heard ${data}`))
  client.write('good bye')
  client.destroy()
  await closed
  expect(seen).toEqual(['good bye'])
})

test('what is sent while the end is on its way arrives at a server that has closed already', async () => {
  let arrived: (data: Buffer) => void = () => {}
  const late = new Promise<Buffer>((resolve) => {
    arrived = resolve
  })
  const client = await distant(60, (socket) => socket.on('data', arrived).end())
  client.write('are you there?')
  client.resume()
  await once(client, 'end')
  expect(String(await late)).toBe('are you there?')
})

test('what a client sends before it ends arrives before its end', async () => {
  const client = await distant(20, (socket) => socket.pipe(socket))
  client.write('good ')
  client.end('bye')
  expect(await text(client)).toBe('good bye')
})

test('that nobody is there is known after a round trip', async () => {
  const gone = createServer()
  const port = await portOf(gone)
  gone.close()
  const askedAt = performance.now()
  const [error] = await once(clientOf(port, 60), 'error')
  expect(error).toMatchObject({ code: 'ECONNREFUSED' })
  expect(performance.now() - askedAt).toBeGreaterThanOrEqual(59)
})

test('an idle time is told', async () => {
  const client = await distant(10, (socket) => socket.pipe(socket))
  client.setTimeout(50)
  await once(client, 'timeout')
})

test('what goes in first comes out first, whatever its time', async () => {
  const line = new DelayLine()
  const arrived: number[] = []
  const now = performance.now()
  await new Promise<void>((resolve) => {
    for (const [number, ms] of [40, 10, 60, 5].entries()) line.push(now + ms, () => arrived.push(number))
    line.push(now, resolve)
  })
  expect(arrived).toEqual([0, 1, 2, 3])
  expect(performance.now() - now).toBeGreaterThanOrEqual(59)
})
