import { readFileSync } from 'node:fs'
import type { Dispatcher } from 'undici'
import type { Connection } from './connection.js'
import { NotAnswered } from './not-answered.js'

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the server's address, e.g. `/api/spaces`. */
  readonly path: string
  readonly json?: unknown
  /** Sent as a form, as browsers do. */
  readonly file?: { readonly name: string; readonly content: Buffer; readonly type: string }
}

export type HttpAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
  /** UTF-8, without the key, which the other side may have repeated. */
  readonly text: string
}

/** A server that has not seen the request at all. */
const notSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|SSL/

function codeOf(error: unknown): string {
  const { name, code, cause } = error as { name?: string; code?: unknown; cause?: unknown }
  if (name === 'TimeoutError') return 'TIMEOUT'
  if (typeof code === 'string' && code !== 'UND_ERR_ABORTED') return code
  return cause === undefined ? (name ?? 'unknown') : codeOf(cause)
}

/** Setting `ca` replaces all that Node trusts, so that has to be repeated. */
async function authorities({ ca }: Connection): Promise<string[] | undefined> {
  if (ca === undefined) return undefined
  const { rootCertificates } = await import('node:tls')
  const extra = process.env['NODE_EXTRA_CA_CERTS']
  return [...rootCertificates, ...(extra ? [readFileSync(extra, 'utf8')] : []), ca]
}

/** Single requests, with the key, each under a time limit; nothing is repeated and no redirect followed (it would get the key). */
export class Http {
  readonly #connection: Connection
  #dispatcher: Promise<Dispatcher> | undefined

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * @param signal ends the request before its own limit
   * @throws NotAnswered
   */
  async exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { server, requestTimeoutMs, credentials } = this.#connection
    const { request: send, FormData } = await import('undici')
    const limit = AbortSignal.timeout(requestTimeoutMs)
    const form = new FormData()
    if (request.file)
      form.set(
        'fileToUpload',
        new Blob([new Uint8Array(request.file.content)], { type: request.file.type }),
        request.file.name,
      )
    try {
      const answer = await send(`${server}${request.path}`, {
        dispatcher: await this.#connect(),
        method: request.method,
        headers: {
          accept: 'application/json',
          'user-agent': 'octopus-blue-green',
          ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
          ...this.#identity(),
        },
        body: request.file ? form : request.json === undefined ? null : JSON.stringify(request.json),
        signal: AbortSignal.any([limit, signal]),
        headersTimeout: requestTimeoutMs,
        bodyTimeout: requestTimeoutMs,
      })
      const bytes = Buffer.from(await answer.body.arrayBuffer())
      return {
        status: answer.statusCode,
        headers: answer.headers,
        bytes,
        text: credentials.secret.maskedIn(bytes.toString('utf8')),
      }
    } catch (error) {
      const code = limit.aborted ? 'TIMEOUT' : codeOf(error)
      throw new NotAnswered(code, !notSent.test(code), error)
    }
  }

  async close(): Promise<void> {
    await (await this.#dispatcher)?.destroy()
  }

  #identity(): Record<string, string> {
    const { kind, secret } = this.#connection.credentials
    return kind === 'api key' ? { 'x-octopus-apikey': secret.reveal() } : { authorization: `Bearer ${secret.reveal()}` }
  }

  #connect(): Promise<Dispatcher> {
    this.#dispatcher ??= this.#makeDispatcher()
    return this.#dispatcher
  }

  async #makeDispatcher(): Promise<Dispatcher> {
    const { Agent, ProxyAgent } = await import('undici')
    const { getProxyForUrl } = await import('proxy-from-env')
    const ca = await authorities(this.#connection)
    const tls = ca ? { ca } : {}
    const proxy = getProxyForUrl(this.#connection.server)
    const connections = 8
    return proxy
      ? new ProxyAgent({ uri: proxy, connections, requestTls: tls, proxyTls: tls })
      : new Agent({ connections, connect: { ...tls, timeout: this.#connection.requestTimeoutMs } })
  }
}
