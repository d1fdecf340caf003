import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { bundleSample, cleanUp, get, startSample } from './running-sample.js'

let serverFile: string
beforeAll(async () => {
  serverFile = await bundleSample()
})
afterAll(cleanUp)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const release = { 'release.txt': '1.4.0-rc.2\n' }

describe.concurrent('the sample application', () => {
  test('tells its release in header and body of every answer', async ({ expect }) => {
    const { url } = await startSample(serverFile, { ...release, 'static/file-01.txt': 'one, release 1.4.0-rc.2\n' })
    for (const [path, status] of [
      ['/', 200],
      ['/nowhere', 404],
      ['/static/../release.txt', 404],
      ['/upload', 405],
    ] as const) {
      const answer = await get(url + path)
      expect([path, answer.status]).toEqual([path, status])
      expect(answer.headers['x-release']).toBe('1.4.0-rc.2')
      expect(answer.body['release']).toBe('1.4.0-rc.2')
    }
    const file = await get(`${url}/static/file-01.txt`)
    expect([file.status, file.text, file.headers['x-release']]).toEqual([
      200,
      'one, release 1.4.0-rc.2\n',
      '1.4.0-rc.2',
    ])
  })

  test('says what arrived in a posted body', async ({ expect }) => {
    const { url } = await startSample(serverFile, release)
    const body = 'x'.repeat(300_000)
    for (const path of ['/api/echo', '/upload?seconds=3'])
      expect((await get(url + path, {}, body)).body).toEqual({
        release: '1.4.0-rc.2',
        sha256: sha256(body),
        length: 300_000,
      })
  })

  test('starts to initialise with the first request, which waits, and is healthy only afterwards', async ({
    expect,
  }) => {
    const { url } = await startSample(serverFile, release, { SAMPLE_INIT_MS: '700' })
    const startedAt = performance.now()
    expect((await get(`${url}/health`)).status).toBe(503)
    const [first, second] = await Promise.all([get(url), get(`${url}/api/echo`, {}, 'x')])
    expect(performance.now() - startedAt).toBeGreaterThan(650)
    expect([first.status, second.status]).toEqual([200, 200])
    expect((await get(`${url}/health`)).status).toBe(200)
  })

  test('streams a download over the seconds that were asked for, with its checksum', async ({ expect }) => {
    const { url } = await startSample(serverFile, release)
    const startedAt = performance.now()
    const { text, headers } = await get(`${url}/download?seconds=1&bytes=5000`)
    expect(performance.now() - startedAt).toBeGreaterThan(950)
    const [, content, checksum] = /^([\s\S]*)sha256 (\w+)\n$/.exec(text) ?? []
    expect(content).toBe(`release 1.4.0-rc.2\n${'.'.repeat(5000)}\nrelease 1.4.0-rc.2\n`)
    expect(checksum).toBe(sha256(content ?? ''))
    expect(headers['x-release']).toBe('1.4.0-rc.2')
    expect((await get(`${url}/download?seconds=1e3`)).status).toBe(400)
  })

  test('echoes on a websocket and counts what is in flight, but not who asks', async ({ expect }) => {
    const { url } = await startSample(serverFile, release)
    expect((await get(`${url}/inflight`)).body).toEqual({ release: '1.4.0-rc.2', inFlight: 0 })
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`)
    await once(socket, 'open')
    socket.send('hello')
    const [message] = await once(socket, 'message')
    expect(String(message)).toBe('1.4.0-rc.2 hello')
    const download = get(`${url}/download?seconds=1`)
    await vi.waitFor(async () => expect((await get(`${url}/inflight`)).body['inFlight']).toBe(2), { interval: 20 })
    socket.close(1000)
    await download
    await vi.waitFor(async () => expect((await get(`${url}/inflight`)).body['inFlight']).toBe(0), { interval: 20 })
  })

  test('refuses a websocket anywhere else', async ({ expect }) => {
    const { url } = await startSample(serverFile, release)
    const [error] = await once(new WebSocket(`${url.replace('http', 'ws')}/other`), 'error')
    expect(String(error)).toContain('404')
  })

  test('finishes what it is doing when it is told to stop, takes nothing new, and exits with 0', async ({ expect }) => {
    const sample = await startSample(serverFile, release)
    const download = get(`${sample.url}/download?seconds=1&bytes=100`)
    const socket = new WebSocket(`${sample.url.replace('http', 'ws')}/socket`)
    await once(socket, 'open')
    await vi.waitFor(async () => expect((await get(`${sample.url}/inflight`)).body['inFlight']).toBe(2), {
      interval: 20,
    })
    const socketClosed = once(socket, 'close')
    sample.process.kill('SIGTERM')
    expect((await socketClosed)[0]).toBe(1001)
    await expect(get(sample.url)).rejects.toThrow('ECONNREFUSED')
    expect((await download).text).toMatch(/sha256 \w{64}\n$/)
    expect(await sample.exited).toBe(0)
  })

  test('never gets warm when it is broken that way', async ({ expect }) => {
    const { url } = await startSample(serverFile, { ...release, 'broken.txt': 'warm-up\n' })
    expect((await get(url)).status).toBe(500)
    expect((await get(`${url}/health`)).status).toBe(500)
    expect((await get(`${url}/api/echo`, {}, 'x')).status).toBe(200)
  })

  test('crashes after so many public answers, and only those count', async ({ expect }) => {
    const sample = await startSample(serverFile, { ...release, 'broken.txt': 'crash-after-public:3\n' })
    const publicly = { 'X-Forwarded-For': '203.0.113.7' }
    for (let request = 0; request < 5; request++) await get(sample.url)
    for (let request = 0; request < 2; request++) expect((await get(sample.url, publicly)).status).toBe(200)
    expect(sample.process.exitCode).toBeNull()
    await get(sample.url, publicly).catch(() => undefined)
    expect(await sample.exited).toBe(1)
  })
})

test('a setting that cannot be read is an error, not a default', async () => {
  const wrong = startSample(serverFile, release, { SAMPLE_INIT_MS: '2s' })
  await expect(wrong).rejects.toThrow('exited with 1: ')
  await expect(wrong).rejects.toThrow('SAMPLE_INIT_MS: a whole number from 0 to 600000 is needed, not "2s"')
  await expect(startSample(serverFile, { ...release, 'broken.txt': 'warmup' })).rejects.toThrow('"warmup" is neither')
})
