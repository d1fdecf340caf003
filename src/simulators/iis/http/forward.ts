import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { answerIis } from './error-pages.js'

const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'expect'])
const answerHopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding'])

/** Where a worker's application listens. */
export type Upstream = {
  readonly port: number
  /** Its connections that are kept from one request to the next. */
  readonly kept: Agent
}

/**
 * Sends the request to the worker and streams both ways, over a kept connection where there is one. When the application has closed
 * that at the same moment, a GET without a body goes again over one of its own.
 */
export function forwardRequest(req: IncomingMessage, res: ServerResponse, { port, kept }: Upstream): void {
  const hasBody = 'transfer-encoding' in req.headers || Number(req.headers['content-length'] ?? 0) > 0
  const mayGoAgain = !hasBody && (req.method === 'GET' || req.method === 'HEAD')
  const headers = without(req.rawHeaders, hopByHop) as unknown as Record<string, string>

  function send(agent: Agent | false): void {
    if (res.destroyed) return // the client left while the worker was starting
    const upstream = request({ host: '127.0.0.1', port, method: req.method, path: req.url, headers, agent })
    const leave = () => {
      if (!res.writableFinished) upstream.destroy()
    }
    upstream.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.statusMessage, without(answer.rawHeaders, answerHopByHop))
      answer.pipe(res)
      answer.once('error', () => res.destroy()) // the worker died: the client must not take it for the end
      answer.once('close', () => {
        if (!answer.complete) res.destroy()
      })
    })
    upstream.on('error', () => {
      res.off('close', leave)
      if (res.headersSent) res.destroy()
      else if (upstream.reusedSocket && mayGoAgain) send(false)
      else answerIis(res, 502, 3, 'Bad Gateway')
    })
    res.once('close', leave)
    req.once('error', () => upstream.destroy())
    if (hasBody) req.pipe(upstream)
    else upstream.end()
  }

  send(kept)
}

/** Hands the client's connection over to the worker, byte for byte. */
export function forwardUpgrade(req: IncomingMessage, client: Duplex, head: Buffer, port: number): void {
  if (client.destroyed) return // the client left while the worker was starting
  const worker = connect(port, '127.0.0.1', () => {
    const headers = req.rawHeaders.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('')
    worker.write(`${req.method} ${req.url} HTTP/1.1\r\n${headers}\r\n`)
    worker.write(head)
    worker.pipe(client)
    client.pipe(worker)
  })
  for (const [one, other] of [
    [worker, client],
    [client, worker],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
}

export function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}

/** Twice for each request that is passed on: no arrays in between. */
function without(rawHeaders: readonly string[], names: ReadonlySet<string>): string[] {
  const kept: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]]
    if (!names.has(name.toLowerCase())) kept.push(name, value)
  }
  return kept
}
