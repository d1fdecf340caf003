import { type Agent, type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { BackEnds } from './back-ends.js'
import { answerError, backEndFailed } from './error-answer.js'
import { answerHeaders, type Header } from './proxy-headers.js'

/** One request on its way to a back end: decided once, from one version of the configuration. */
export type Forward = {
  host: string
  port: number
  /** Path and query, encoded. */
  target: string
  headers: readonly Header[]
  /** For each silence of the back end, not the whole request. */
  timeoutMs: number
  /** Host for Location headers, or undefined. */
  publicHost: string | undefined
  /** Of this site's own, and ARR's. */
  addedHeaders: readonly Header[]
  /** Of answers that are not the back end's. */
  ownHeaders: readonly Header[]
  /** Called once when the client's answer is over. */
  ended(failed: boolean): void
}

/**
 * Carries a request to its back end and the answer back, both as streams: nothing is held.
 * A request without a body whose reused connection turns out to be dead goes again on a new one, as WinHTTP does.
 */
export function proxyRequest(req: IncomingMessage, res: ServerResponse, forward: Forward, backEnds: BackEnds): void {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
  let upstream: ClientRequest | undefined
  let failed = false

  const done = backEnds.begin(`${forward.host}:${forward.port}`, { abort: () => res.destroy() })
  res.once('close', () => {
    if (!res.writableFinished) upstream?.destroy()
    done()
    forward.ended(failed)
  })
  req.on('error', () => {})
  res.on('error', () => {})

  const fail = (detail: string) => {
    failed = true
    if (res.destroyed) return
    if (res.headersSent) res.destroy()
    else answerError(res, backEndFailed(detail), forward.ownHeaders)
  }

  const send = (reuse: boolean) => {
    const attempt = openUpstream(req, forward, reuse ? backEnds.agent : false)
    if (attempt instanceof Error) return fail(attempt.message)
    upstream = attempt
    let answered = false
    attempt.on('continue', () => {
      if (!res.headersSent) res.writeContinue()
    })
    attempt.on('response', (answer) => {
      answered = true
      passAnswer(answer, res, forward, () => fail('The back end broke off its answer.'))
    })
    attempt.on('timeout', () => {
      const clientIsSlow = answered ? res.writableNeedDrain : hasBody && !req.complete && !attempt.writableNeedDrain
      if (!clientIsSlow) attempt.destroy(new Error('The operation timed out'))
    })
    attempt.on('error', (error: NodeJS.ErrnoException) => {
      if (answered) return
      const dead = attempt.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
      if (dead && !hasBody && !res.destroyed) send(false)
      else fail(`${error.message || error.code}`)
    })
    if (!hasBody) return void attempt.end()
    attempt.flushHeaders()
    req.pipe(attempt)
    attempt.once('close', () => {
      req.unpipe(attempt)
      req.resume()
    })
  }
  send(true)
}

/** @returns the error when rules have made a request that cannot be sent */
export function openUpstream(req: IncomingMessage, forward: Forward, agent: Agent | false): ClientRequest | Error {
  const { host, port, target: path, headers, timeoutMs: timeout } = forward
  try {
    return request({ host, port, method: req.method, path, headers: headers.flat(), agent, timeout })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function passAnswer(answer: IncomingMessage, res: ServerResponse, forward: Forward, brokenOff: () => void): void {
  answer.on('error', () => {})
  answer.once('close', () => {
    if (!answer.complete) brokenOff()
  })
  if (res.destroyed) return void answer.destroy()
  const headers = answerHeaders(answer.rawHeaders, forward.publicHost, forward.addedHeaders)
  res.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', headers.flat())
  res.flushHeaders()
  answer.pipe(res)
}
