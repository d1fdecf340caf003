import { afterEach, describe, expect, test } from 'vitest'
import { type Request, request, requestProblem } from '../../src/http/request.js'
import { answering, answeringBytes, answeringSecurely, silentPort } from './answering.js'
import { certificateFor } from './certificates.js'

const at = (port: number, path = '/', protocol = 'http') => new URL(`${protocol}://127.0.0.1:${port}${path}`)

/** What is said of a request that has to fail. */
const problemOf = (wanted: Request): Promise<string> =>
  request(wanted).then(({ status }) => {
    throw new Error(`it was answered: ${status}`)
  }, requestProblem)

describe('a request', () => {
  test('sends the Host header and others as told, path and query to the letter', async () => {
    const port = await answering((asked, answer) => {
      const { host, 'x-forwarded-proto': proto } = asked.headers
      answer
        .setHeader('X-Release', '1.0.0')
        .end(`${asked.method} ${asked.url} ${host} ${proto} ${asked.headers.connection}`)
    })
    const headers = { 'x-forwarded-proto': 'https' }
    const url = at(port, '/a%2Fb?c=d%20e')
    const answer = await request({ url, host: 'www.example.com', headers, timeoutMs: 5_000 })
    expect(answer.body).toBe('GET /a%2Fb?c=d%20e www.example.com https close')
    expect(answer).toMatchObject({ status: 200, headers: { 'x-release': '1.0.0' } })
    expect(answer.ms).toBeGreaterThanOrEqual(0)
    expect((await request({ url, timeoutMs: 5_000 })).body).toContain(` 127.0.0.1:${port} `)
  })

  test('reaches an IPv6 address', async () => {
    const port = await answering((asked, answer) => void answer.end(asked.headers.host), { host: '::1' })
    const answer = await request({ url: new URL(`http://[::1]:${port}/`), timeoutMs: 5_000 })
    expect(answer.body).toBe(`[::1]:${port}`)
  })

  test('comes from the address it is told, or from any where this machine does not have that one', async () => {
    const port = await answering((asked, answer) => void answer.end(asked.socket.remoteAddress))
    expect((await request({ url: at(port), from: '127.0.0.3', timeoutMs: 5_000 })).body).toBe('127.0.0.3')
    expect((await request({ url: at(port), from: '203.0.113.1', timeoutMs: 5_000 })).body).toBe('127.0.0.1')
    expect(await problemOf({ url: at(await silentPort()), from: '203.0.113.1', timeoutMs: 5_000 })).toBe('ECONNREFUSED')
  })

  test('follows no redirect', async () => {
    const port = await answering((_, answer) => void answer.writeHead(302, { location: '/elsewhere' }).end())
    expect(await request({ url: at(port), timeoutMs: 5_000 })).toMatchObject({
      status: 302,
      headers: { location: '/elsewhere' },
    })
  })

  test('keeps the first megabyte of a long body', async () => {
    const port = await answering((_, answer) => void answer.end(Buffer.alloc(3 * 1024 * 1024, 'x')))
    const { body } = await request({ url: at(port), timeoutMs: 5_000 })
    expect(body.length).toBeGreaterThanOrEqual(1024 * 1024)
    expect(body.length).toBeLessThan(1.2 * 1024 * 1024)
  })

  test('takes a body without a length that ends with the connection', async () => {
    const port = await answeringBytes('HTTP/1.1 200 OK\r\n\r\nwhole', (socket) => socket.end())
    expect((await request({ url: at(port), timeoutMs: 5_000 })).body).toBe('whole')
  })
})

describe('a request fails', () => {
  test('when nobody listens', async () => {
    expect(await problemOf({ url: at(await silentPort()), timeoutMs: 5_000 })).toBe('ECONNREFUSED')
  })

  test('at its limit, also while a body is dripping', async () => {
    const dripping = await answeringBytes('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', (socket) => {
      const timer = setInterval(() => socket.write('x'), 10)
      socket.on('close', () => clearInterval(timer))
    })
    const silent = await answeringBytes('')
    for (const port of [dripping, silent])
      expect(await problemOf({ url: at(port), timeoutMs: 150 })).toBe('no complete answer within the limit')
  })

  test('when the body ends too early', async () => {
    for (const head of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
      const port = await answeringBytes(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n5\r\nabcde\r\n`, (socket) => socket.end())
      expect(await problemOf({ url: at(port), timeoutMs: 5_000 })).toBe('ECONNRESET')
    }
  })

  test('when the answer is no HTTP, or changes the protocol', async () => {
    const ssh = await answeringBytes('SSH-2.0-x\r\n')
    expect(await problemOf({ url: at(ssh), timeoutMs: 5_000 })).toMatch(/^HPE_/)
    const websocket = await answeringBytes(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    )
    expect(await problemOf({ url: at(websocket), timeoutMs: 5_000 })).toContain('101')
  })
})

describe('with https', () => {
  test('the public name goes into TLS and is looked for in the certificate', async () => {
    const { ca, ...own } = await certificateFor('www.example.com')
    const port = await answeringSecurely(own, (asked, answer) => {
      const { servername } = asked.socket as unknown as { servername: string | false }
      answer.end(`${servername} ${asked.headers.host}`)
    })
    const url = at(port, '/', 'https')
    const host = 'www.example.com:8443'
    expect((await request({ url, host, ca, timeoutMs: 5_000 })).body).toBe(`www.example.com ${host}`)
    expect(await problemOf({ url, host, timeoutMs: 5_000 })).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    expect(await problemOf({ url, host: 'other.example.com', ca, timeoutMs: 5_000 })).toBe(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    )
    expect((await request({ url, host: 'other.example.com', anyCertificate: true, timeoutMs: 5_000 })).status).toBe(200)
    expect((await request({ url, anyCertificate: true, timeoutMs: 5_000 })).body).toBe(`false 127.0.0.1:${port}`)
  })

  test('an authority that is no certificate is an error and no hang', async () => {
    expect(await problemOf({ url: at(1, '/', 'https'), ca: 'nonsense', timeoutMs: 5_000 })).not.toBe('')
  })
})

describe('proxies of the environment', () => {
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']
  afterEach(() => {
    for (const name of names) delete process.env[name]
  })

  test('are passed by', async () => {
    const port = await answering((_, answer) => void answer.end('direct'))
    for (const name of names) process.env[name] = `http://127.0.0.1:${await silentPort()}`
    expect((await request({ url: at(port), timeoutMs: 5_000 })).body).toBe('direct')
  })
})
