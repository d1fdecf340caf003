import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { DelayLine } from '../../../src/rehearsal/distance/delay-line.js'
import { distantServer } from '../../../src/rehearsal/distance/distant-server.js'

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
async function distant(roundTripMs: number, onConnection: (socket: Socket) => void): Promise<Socket> {
  const near = await portOf(createServer({ allowHalfOpen: true }, onConnection))
  const client = connect({
    port: await portOf(distantServer(near, roundTripMs)),
    host: '127.0.0.1',
    allowHalfOpen: true,
  })
  onTestFinished(() => void client.destroy())
  await once(client, 'connect')
  return client
}

test('the first answer takes two round trips, as with a handshake, and the next one takes one', async () => {
  const client = await distant(100, (socket) => socket.pipe(socket))
  for (const leastMs of [190, 95, 95]) {
    const sentAt = performance.now()
    client.write('x')
    await once(client, 'data')
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(leastMs)
    expect(performance.now() - sentAt).toBeLessThan(leastMs + 100)
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

test('a reset that comes together with the last bytes is one, too', async () => {
  const client = await distant(20, (socket) => {
    socket.write('before', () => setImmediate(() => socket.resetAndDestroy()))
  })
  client.on('data', () => {})
  // Together with the bytes Node tells it as an end; the connection has no peer any more.
  const ended = await Promise.race([once(client, 'end').then(() => 'end'), once(client, 'error').then(() => 'error')])
  expect(ended === 'error' || client.remoteAddress === undefined).toBe(true)
})

test('a connection that is closed arrives as an end, not as a reset', async () => {
  const client = await distant(20, (socket) => socket.end('good bye'))
  expect(await text(client)).toBe('good bye')
})

test('a client that resets is seen as one that resets', async () => {
  let resolve: (error: Error) => void = () => {}
  const seen = new Promise<Error>((onSeen) => {
    resolve = onSeen
  })
  const client = await distant(20, (socket) => socket.pipe(socket).on('error', resolve))
  client.write('x')
  await once(client, 'data')
  client.resetAndDestroy()
  expect(await seen).toMatchObject({ code: 'ECONNRESET' })
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

test('nobody there is a reset', async () => {
  const gone = createServer()
  const port = await portOf(gone)
  gone.close()
  const client = connect(await portOf(distantServer(port, 20)), '127.0.0.1')
  const [error] = await once(client, 'error')
  expect(error).toMatchObject({ code: 'ECONNRESET' })
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
