import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { BackEnds } from './back-ends.js'
import { answerError, backEndFailed } from './error-answer.js'
import { answerHeaders, type Header } from './proxy-headers.js'
import { type Forward, openUpstream } from './proxy-request.js'

/**
 * Carries an upgrade (a websocket) to its back end: after its 101 the two sockets are one pipe until either side ends.
 * @param client `res` is for an answer that is not 101
 * @param upgraded called once the back end agreed
 */
export function proxyUpgrade(
  client: { req: IncomingMessage; socket: Duplex; head: Buffer; res: ServerResponse },
  forward: Forward,
  backEnds: BackEnds,
  upgraded: () => void,
): void {
  const { req, socket, head, res } = client
  const connection: Header = ['Connection', 'Upgrade']
  const asked: Header[] = [connection, ['Upgrade', req.headers.upgrade ?? '']]
  const upstream = openUpstream(req, { ...forward, headers: [...forward.headers, ...asked] }, false)
  if (upstream instanceof Error) {
    forward.ended(true)
    answerError(res, backEndFailed(upstream.message), forward.ownHeaders)
    return
  }
  let failed = false

  const done = backEnds.begin(`${forward.host}:${forward.port}`, { abort: () => socket.destroy() })
  socket.on('error', () => {})
  socket.once('close', () => {
    upstream.destroy()
    done()
    forward.ended(failed)
  })

  upstream.on('upgrade', (answer, backEnd, rest) => {
    backEnd.setTimeout(0)
    const agreed: Header[] = [connection, ['Upgrade', answer.headers.upgrade ?? '']]
    const headers = [...agreed, ...answerHeaders(answer.rawHeaders, undefined, forward.addedHeaders)]
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    res.detachSocket(req.socket)
    socket.write(`HTTP/1.1 101 ${answer.statusMessage}\r\n${lines}\r\n`, 'latin1')
    socket.write(rest)
    backEnd.write(head)
    backEnd.on('error', () => socket.destroy())
    backEnd.once('close', () => socket.end())
    socket.once('close', () => backEnd.destroy())
    backEnd.pipe(socket)
    socket.pipe(backEnd)
    upgraded()
  })
  upstream.on('response', (answer) => {
    answer.on('error', () => socket.destroy())
    const headers = answerHeaders(answer.rawHeaders, forward.publicHost, forward.addedHeaders)
    res.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', headers.flat())
    answer.pipe(res)
  })
  upstream.on('timeout', () => upstream.destroy(new Error('The operation timed out')))
  upstream.on('error', (error) => {
    failed = true
    if (res.headersSent || socket.destroyed) socket.destroy()
    else answerError(res, backEndFailed(error.message), forward.ownHeaders)
  })
  upstream.end()
}
