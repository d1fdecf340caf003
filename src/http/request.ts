import type { IncomingHttpHeaders } from 'node:http'

export type Request = {
  readonly url: URL
  /** The Host header, where it is not the URL's. With https also the name that the certificate must have. */
  readonly host?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The address to come from, where this machine has it; default: whichever the system takes. */
  readonly from?: string
  /** Limit of the whole request, body included. `timeout` of node:http alone is an idle limit and never ends a dripping body. */
  readonly timeoutMs: number
  /** PEM of further authorities. */
  readonly ca?: string
  /** Accept any certificate: for slots with a self-signed one. */
  readonly anyCertificate?: boolean
}

export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The first megabyte; the rest is read and dropped. */
  readonly body: string
  readonly ms: number
}

const mostBodyBytes = 1024 * 1024

/** The name for TLS: without the port, and none for a bare address. */
async function serverName(host: string): Promise<string> {
  const { isIP } = await import('node:net')
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  return isIP(name) ? '' : name
}

/**
 * One GET on a connection of its own, past any proxy of the environment (Octopus sets HTTP_PROXY), no redirect followed.
 * `fetch` is no choice: it drops a Host header and refuses some ports.
 * @throws the socket's own error, or `TimeoutError`
 */
export async function request(wanted: Request): Promise<Answer> {
  const secure = wanted.url.protocol === 'https:'
  // Loaded when used: they cost a step that asks nobody several milliseconds at its start.
  const client = secure ? await import('node:https') : await import('node:http')
  const authorities = wanted.ca === undefined ? undefined : [...(await import('node:tls')).rootCertificates, wanted.ca]
  // Without TLS it is not used; but Node would look whether it is an IP address, which takes 5 ms the first time.
  const servername = secure ? await serverName(wanted.host ?? wanted.url.host) : ''
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const sent = client.request({
      host: wanted.url.hostname.replace(/^\[|\]$/g, ''),
      port: wanted.url.port || (secure ? 443 : 80),
      path: `${wanted.url.pathname}${wanted.url.search}`,
      ...(wanted.from ? { localAddress: wanted.from } : {}),
      agent: false,
      headers: { ...wanted.headers, host: wanted.host ?? wanted.url.host, connection: 'close' },
      servername,
      ...(secure
        ? {
            rejectUnauthorized: !wanted.anyCertificate,
            ...(authorities ? { ca: authorities } : {}),
          }
        : {}),
      signal: AbortSignal.timeout(wanted.timeoutMs),
    })
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const { from, ...fromAny } = wanted
      if (from && error.syscall === 'bind') request(fromAny).then(resolve, reject)
      else reject(error)
    })
    // Without a listener Node closes the connection and tells nobody.
    sent.on('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new Error('the answer is 101, a change of protocol that was not asked for'))
    })
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        if (bytes < mostBodyBytes) chunks.push(chunk)
        bytes += chunk.length
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
          ms: Math.round(performance.now() - startedAt),
        }),
      )
    })
    sent.end()
  })
}

/** Whether a request was ended by its own limit. */
export const isCutOff = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')

/** One line about a failed request, without the noise of Node's error objects. */
export function requestProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (isCutOff(error)) return 'no complete answer within the limit'
  return (error as NodeJS.ErrnoException).code ?? error.message
}
