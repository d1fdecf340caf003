import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { answerIis } from './error-pages.js'

const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'expect'])
const answerHopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding'])

/** Sends the request to the worker over a connection of its own and streams both ways. */
export function forwardRequest(req: IncomingMessage, res: ServerResponse, port: number): void {
  if (res.destroyed) return // the client left while the worker was starting
  const upstream = request({
    host: '127.0.0.1',
    port,
    method: req.method,
    path: req.url,
    headers: without(req.rawHeaders, hopByHop) as unknown as Record<string, string>,
    agent: false,
  })
  upstream.on('response', (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.statusMessage, without(answer.rawHeaders, answerHopByHop))
    answer.pipe(res)
    answer.once('error', () => res.destroy()) // the worker died: the client must not take it for the end
    answer.once('close', () => {
      if (!answer.complete) res.destroy()
    })
  })
  upstream.on('error', () => {
    if (res.headersSent) res.destroy()
    else answerIis(res, 502, 3, 'Bad Gateway')
  })
  res.once('close', () => {
    if (!res.writableFinished) upstream.destroy()
  })
  req.once('error', () => upstream.destroy())
  req.pipe(upstream)
}

/** Hands the client's connection over to the worker, byte for byte. */
export function forwardUpgrade(req: IncomingMessage, client: Duplex, head: Buffer, port: number): void {
  if (client.destroyed) return // the client left while the worker was starting
  const worker = connect(port, '127.0.0.1', () => {
    const headers = pairs(req.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`)
    worker.write(`${req.method} ${req.url} HTTP/1.1\r\n${headers.join('')}\r\n`)
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

const without = (rawHeaders: string[], names: Set<string>): string[] =>
  pairs(rawHeaders)
    .filter(([name]) => !names.has(name.toLowerCase()))
    .flat()

const pairs = (rawHeaders: string[]): [name: string, value: string][] =>
  rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as [string, string]] : []))
