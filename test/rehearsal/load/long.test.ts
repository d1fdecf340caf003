import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { agentsFor } from '../../../src/rehearsal/load/agents.js'
import { type LongKind, startLong } from '../../../src/rehearsal/load/long.js'
import { sampleApp } from '../../../src/rehearsal/sample-app/sample-app.js'

const kinds: LongKind[] = ['download', 'upload', 'websocket', 'events']
const agent = agentsFor(undefined).fresh
const options = { agent, releaseHeader: 'X-Release', portHeader: 'X-BlueGreen-Port', timeoutMs: 10_000 }
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

async function listening(server: ReturnType<typeof createServer>) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { machine: 'web-1', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function sample() {
  const breakage = { warmUp: false, crashAfterPublic: undefined }
  const app = sampleApp({ release: '1.0.0', folder: '.', initMs: 0, breakage, crash: () => {} })
  return { app, target: await listening(app.server) }
}

const server = (listener: RequestListener) => listening(createServer(listener))

/** A websocket server that answers message number n with `answer(n)`; nothing means it hangs up. */
async function webSocketServer(answer: (number: number, message: string) => string | undefined) {
  const http = createServer()
  const target = await listening(http)
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    let number = 0
    socket.on('message', (message) => {
      const text = answer(++number, String(message))
      if (text === undefined) socket.close(1000)
      else socket.send(text)
    })
    onTestFinished(() => socket.terminate())
  })
  return target
}

describe('against the sample application', () => {
  test('20 ms away all of them are whole, too', async () => {
    const { target } = await sample()
    const { fresh } = agentsFor(20)
    const results = await Promise.all(
      kinds.map((kind) => startLong(target, kind, 1, { ...options, agent: fresh }).done),
    )
    for (const { error, complete } of results) expect([error, complete]).toEqual([undefined, true])
  })

  test('download, upload, events and websocket take their time and are complete on one release', async () => {
    const { target } = await sample()
    const results = await Promise.all(kinds.map((kind) => startLong(target, kind, 1, options).done))
    for (const [index, result] of results.entries()) {
      const expected = { machine: 'web-1', complete: true, releaseBegin: '1.0.0', releaseEnd: '1.0.0' }
      expect(result).toMatchObject({ kind: kinds[index], ...expected })
      expect(result.error).toBeUndefined()
      expect(result.endedAt - result.startedAt).toBeGreaterThan(950)
      expect(result.endedAt - result.startedAt).toBeLessThan(1900)
    }
  })

  test('an application that is told to stop still completes a download, an upload and events, but not a websocket', async () => {
    const { app, target } = await sample()
    const longs = kinds.map((kind) => startLong(target, kind, 1, options).done)
    await vi.waitFor(
      async () => {
        const answer = await fetch(`${target.url}/inflight`)
        expect(await answer.json()).toMatchObject({ inFlight: 4 })
      },
      { interval: 10 },
    )
    const [, download, upload, socket, events] = await Promise.all([app.stop(), ...longs])
    expect([download, upload, socket, events].map((one) => one?.complete)).toEqual([true, true, false, true])
    expect(socket?.error).toContain('was closed (1001) by the other side')
  })

  test('one that dies completes none of them', async () => {
    const { app, target } = await sample()
    const longs = kinds.map((kind) => startLong(target, kind, 10, options).done)
    await vi.waitFor(
      async () => {
        const answer = await fetch(`${target.url}/inflight`)
        expect(await answer.json()).toMatchObject({ inFlight: 4 })
      },
      { interval: 10 },
    )
    app.server.closeAllConnections()
    const [download, upload] = await Promise.all(longs.slice(0, 2))
    for (const result of [download, upload])
      expect(result).toMatchObject({ complete: false, error: expect.any(String) })
  })

  test('a websocket that the client closes early is complete, a download or upload is not', async () => {
    const { target } = await sample()
    const longs = kinds.map((kind) => startLong(target, kind, 60, options))
    await vi.waitFor(
      async () => {
        const answer = await fetch(`${target.url}/inflight`)
        expect(await answer.json()).toMatchObject({ inFlight: 4 })
      },
      { interval: 10 },
    )
    for (const long of longs) long.close()
    const [download, upload, socket, events] = await Promise.all(longs.map(({ done }) => done))
    expect(socket).toMatchObject({ complete: true, releaseEnd: '1.0.0' })
    for (const result of [download, upload, events])
      expect(result).toMatchObject({ complete: false, error: 'closed by the client before its time' })
  })
})

describe('against a server that lies', () => {
  const body = (begin: string, end: string) => `release ${begin}\n....\nrelease ${end}\n`
  const sending = (text: string, status = 200) =>
    server((_, response) => response.writeHead(status, { 'X-Release': '1.0.0', 'X-BlueGreen-Port': '18081' }).end(text))

  test.each([
    ['that stops before its checksum', body('1.0.0', '1.0.0'), 'ended without its checksum'],
    ['with another checksum', `${body('1.0.0', '1.0.0')}sha256 ${sha256('')}\n`, 'does not have the checksum'],
    [
      'of two releases',
      `${body('1.0.0', '1.1.0')}sha256 ${sha256(body('1.0.0', '1.1.0'))}\n`,
      'began on release 1.0.0, ended on 1.1.0',
    ],
    [
      'of another release than its header',
      `${body('1.1.0', '1.1.0')}sha256 ${sha256(body('1.1.0', '1.1.0'))}\n`,
      '1.0.0 in the download',
    ],
  ])('a download %s is not complete', async (_, text, error) => {
    const result = await startLong(await sending(text), 'download', 1, options).done
    expect(result).toMatchObject({ complete: false, port: 18081, error: expect.stringContaining(error) })
  })

  test('a status that is not 2xx is not complete', async () => {
    const target = await sending('{}', 503)
    const results = await Promise.all(kinds.map((kind) => startLong(target, kind, 1, options).done))
    for (const { complete, error } of results) {
      expect(complete).toBe(false)
      expect(error).toMatch(kinds.indexOf('websocket') === 2 ? /status 503|server response: 503/ : '')
    }
  })

  test('a download that is cut off is not complete', async () => {
    const target = await server((_, response) => {
      response.writeHead(200).write('release 1.0.0\n')
      setImmediate(() => response.destroy())
    })
    expect(await startLong(target, 'download', 1, options).done).toMatchObject({ complete: false, error: 'aborted' })
  })

  test('what does not end is given up after its seconds and the limit', async () => {
    const target = await server((_, response) => response.writeHead(200).write('release 1.0.0\n'))
    const long = startLong(target, 'download', 0, { ...options, timeoutMs: 200 })
    expect(await long.done).toMatchObject({ complete: false, error: 'not over after 200 ms' })
  })

  test('an upload that arrived as something else is not complete', async () => {
    const target = await server(async (request, response) => {
      const received = await buffer(request)
      response.end(JSON.stringify({ release: '1.0.0', sha256: sha256(received.subarray(1)) }))
    })
    const { complete, error } = await startLong(target, 'upload', 0.3, options).done
    expect([complete, error]).toEqual([false, 'the answer does not tell the checksum of what was uploaded'])
  })

  const event = (number: number, called = 'tick', release = '1.0.0') =>
    `id: ${number}\nevent: ${called}\ndata: ${release}\n\n`

  test.each([
    ['that end early', event(1) + event(2), 'the events ended without the last one, after 2'],
    ['one of which is missing', event(1) + event(3) + event(4, 'end'), 'event 2 is missing'],
    ['of two releases', event(1) + event(2, 'end', '1.1.0'), 'event 2 is from release 1.1.0'],
    ['of another release than the header', event(1, 'end', '1.1.0'), '1.0.0 in the header of the events, 1.1.0'],
    ['that are none', '', 'the events ended without the last one, after 0'],
  ])('events %s are not complete', async (_, text, error) => {
    const result = await startLong(await sending(text), 'events', 1, options).done
    expect(result).toMatchObject({ complete: false, port: 18081, error: expect.stringContaining(error) })
  })

  test('an upload and a download have as many bytes as they are told to', async () => {
    const { target } = await sample()
    let uploaded = 0
    const counting = await server(async (request, response) => {
      const received = await buffer(request)
      uploaded = received.length
      response.end(JSON.stringify({ release: '1.0.0', sha256: sha256(received) }))
    })
    const bytes = { ...options, bytes: 3_000_001 }
    expect(await startLong(counting, 'upload', 0.5, bytes).done).toMatchObject({ complete: true })
    expect(uploaded).toBe(3_000_001)
    expect(await startLong(target, 'download', 1, bytes).done).toMatchObject({ complete: true })
  })

  test.each<[string, (number: number, message: string) => string | undefined, string]>([
    [
      'closed by the server',
      (number, message) => (number < 3 ? `1.0.0 ${message}` : undefined),
      'closed (1000) by the other side after 2 of 3',
    ],
    [
      'answered by two releases',
      (number, message) => `1.${number < 3 ? 0 : 1}.0 ${message}`,
      'echo 3 is from release 1.1.0',
    ],
    [
      'with an echo that got lost',
      (number, message) => (number === 2 ? '1.0.0 message 3' : `1.0.0 ${message}`),
      'echo 2 is "1.0.0 message 3"',
    ],
  ])('a websocket %s is not complete', async (_, answer, error) => {
    const result = await startLong(await webSocketServer(answer), 'websocket', 5, options).done
    expect(result).toMatchObject({ complete: false, error: expect.stringContaining(error), releaseBegin: '1.0.0' })
  })

  test('a websocket whose close is answered by hanging up is not complete', async () => {
    const http = createServer()
    const target = await listening(http)
    new WebSocketServer({ server: http }).on('connection', (socket, request) => {
      const closeFrame = 0x88
      request.socket.prependListener('data', (bytes: Buffer) => bytes[0] === closeFrame && request.socket.destroy())
      socket.on('message', (message) => socket.send(`1.0.0 ${message}`))
    })
    const { complete, error } = await startLong(target, 'websocket', 0.3, options).done
    expect([complete, error]).toEqual([false, expect.stringContaining('closed (1006) by the other side')])
  })
})
