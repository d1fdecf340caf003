import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { LossReason } from './sample.js'

export type Request = {
  readonly url: URL
  readonly host: string | undefined
  /** Sent by POST; GET without. */
  readonly body: Buffer | undefined
  readonly agent: Agent
  readonly timeoutMs: number
}

export type Answer = {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Whether the connection had carried a request before. */
  readonly reused: boolean
  /** Why there is no whole answer. */
  readonly failure?: { readonly reason: LossReason; readonly error: string }
  /** Set when this machine had nothing to send it with, so that it never left: the error's code. */
  readonly notSent?: string
}

/** No file, port or memory left for another connection: the server has nothing to do with it. */
const ownShortages = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM'])

/** Sends one request, once: what fails is answered as a failure and never tried again. Never rejects. */
export function exchange({ url, host, body, agent, timeoutMs }: Request): Promise<Answer> {
  return new Promise((resolve) => {
    const headers = {
      ...(host === undefined ? {} : { Host: host }),
      ...(body ? { 'Content-Type': 'text/plain', 'Content-Length': body.length } : {}),
    }
    const outgoing = request(url, { method: body ? 'POST' : 'GET', headers, agent })
    const chunks: Buffer[] = []
    let response: IncomingMessage | undefined

    let settled = false
    const settle = (failure?: Answer['failure'], notSent?: string) => {
      settled = true
      clearTimeout(timer)
      const { statusCode: status, headers = {} } = response ?? {}
      const answer = { status, headers, body: Buffer.concat(chunks), reused: outgoing.reusedSocket }
      resolve({ ...answer, ...(failure ? { failure } : {}), ...(notSent ? { notSent } : {}) })
    }
    const failed = (error: NodeJS.ErrnoException) => {
      const { code = error.name, message } = error
      const failure = { reason: response ? 'truncated' : 'error', error: `${code}: ${message}` } as const
      settle(failure, !response && ownShortages.has(code) ? code : undefined)
    }
    const giveUp = () => {
      if (settled) return
      settle({ reason: 'timeout', error: `no ${response ? 'whole ' : ''}answer after ${timeoutMs} ms` })
      outgoing.destroy()
    }
    // After a stall of this process the timer comes first; what has arrived meanwhile is read before the verdict.
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs)

    outgoing.on('error', failed)
    outgoing.on('response', (incoming) => {
      response = incoming
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', failed)
      incoming.on('end', () => settle())
    })
    outgoing.end(body)
  })
}
