import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { actionTemplateRoutes } from './action-template-routes.js'
import type { RunOnMachine } from './ad-hoc-task.js'
import { collectionRoutes } from './collection-routes.js'
import { type Fault, Faults } from './faults.js'
import { demand, Keys } from './keys.js'
import { processRoutes } from './process-routes.js'
import { errorBody, notFound } from './refusals.js'
import { Refused } from './refused.js'
import { type LoggedRequest, RequestLog } from './request-log.js'
import { rootRoutes } from './root-routes.js'
import { type Answer, fits, type Route } from './route.js'
import { type Space, Store } from './store.js'
import { taskRoutes } from './task-routes.js'
import { variableSetRoutes } from './variable-set-routes.js'

export type OctopusServerOptions = {
  /** What the server says of itself. Default `2026.3.1`. */
  readonly version?: string
  readonly runOnMachine?: RunOnMachine
  /** Serves https. PEM. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Awaited for each request, before anything of it is looked at. */
  readonly onRequest?: (request: LoggedRequest) => void | Promise<void>
  /** Awaited when a request has taken effect, before it is answered. */
  readonly onDone?: (request: LoggedRequest) => void | Promise<void>
}

const accepted: RunOnMachine = async () => ({
  succeeded: true,
  log: [{ level: 'Info', text: 'Not run: this is a simulated server.' }],
})

/**
 * An Octopus Server as its public clients see it, over real HTTP: spaces, projects (in git too), processes, step templates with
 * versions, variables, targets, ad-hoc tasks. What could not be learnt from public sources says "Not verified" where it is done.
 * @see https://octopus.com/docs/octopus-rest-api
 */
export class OctopusServer {
  readonly log = new RequestLog()
  readonly faults = new Faults()
  readonly keys = new Keys()
  readonly store = new Store()
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  /** The space that is there from the beginning. */
  readonly defaultSpace: Space
  readonly #options: OctopusServerOptions
  readonly #routes: readonly Route[]
  readonly #server: ReturnType<typeof createServer>

  private constructor(server: ReturnType<typeof createServer>, options: OctopusServerOptions) {
    this.#server = server
    this.#options = options
    this.defaultSpace = this.store.addSpace('Default')
    this.url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
    const others = [
      ...collectionRoutes,
      ...processRoutes,
      ...variableSetRoutes,
      ...actionTemplateRoutes,
      ...taskRoutes(options.runOnMachine ?? accepted),
    ]
    this.#routes = [...rootRoutes(this.keys, () => this.#routes), ...others]
    server.on('request', (request, response) => void this.#serve(request, response))
  }

  static async start(options: OctopusServerOptions = {}): Promise<OctopusServer> {
    const server = options.tls ? createTlsServer(options.tls) : createServer()
    server.keepAliveTimeout = 60_000
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
    return new OctopusServer(server as ReturnType<typeof createServer>, options)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await bodyOf(request).catch(() => undefined)
    if (raw === undefined) return // the client went away
    const method = request.method ?? 'GET'
    const path = request.url ?? '/'
    const entry = this.log.add({ method, path, body: raw.toString('utf8') })
    await this.#options.onRequest?.(entry)
    const fault = this.faults.decide(method, path)
    if (fault) entry.fault = fault
    if (fault === 'dropped-before') return void request.socket.destroy()
    if (fault === 'slow') await delay(this.faults.slowMs)
    const answer = this.#instead(fault) ?? (await this.#answer(request, raw))
    await this.#options.onDone?.(entry)
    if (fault === 'dropped-after') return void request.socket.destroy()
    const shown = fault === 'gateway-timeout' ? proxyAnswer(504) : answer
    entry.status = shown.status ?? 200
    const retry =
      entry.status === 429 || entry.status === 503 ? { 'retry-after': String(this.faults.retryAfterSeconds) } : {}
    const bytes = shown.bytes ?? Buffer.from(JSON.stringify(shown.body ?? {}))
    response.writeHead(entry.status, {
      'content-type': shown.type ?? 'application/json; charset=utf-8',
      'content-length': bytes.length,
      ...retry,
    })
    response.end(bytes)
  }

  /** The answer of somebody who keeps the request from being looked at. */
  #instead(fault: Fault | undefined): Answer | undefined {
    if (fault === 'too-many-requests')
      return { status: 429, body: { ErrorMessage: 'Too many requests. Please try again later.' } }
    if (fault === 'unavailable') return proxyAnswer(503)
    if (fault === 'bad-gateway') return proxyAnswer(502)
    return undefined
  }

  async #answer(request: IncomingMessage, raw: Buffer): Promise<Answer> {
    try {
      const url = new URL(request.url ?? '/', this.url)
      if (/^\/api\/?$/i.test(url.pathname)) return { body: this.#about() }
      const { space, route, params } = this.#find(request.method ?? 'GET', url.pathname)
      const user = this.keys.userOf(request.headers)
      demand(user, route.permission)
      const body = /json/.test(request.headers['content-type'] ?? '')
        ? JSON.parse(raw.toString('utf8') || 'null')
        : undefined
      const { store } = this
      return await route.handle({
        store,
        space,
        user,
        params,
        query: url.searchParams,
        body,
        raw,
        headers: request.headers,
      })
    } catch (error) {
      if (error instanceof Refused) return { status: error.status, body: errorBody(error) }
      return {
        status: 500,
        body: { ErrorMessage: error instanceof Error ? (error.stack ?? error.message) : String(error), Errors: [] },
      }
    }
  }

  /** `GET /api` needs no key. */
  #about() {
    return {
      Application: 'Octopus Deploy (simulated)',
      Version: this.#options.version ?? '2026.3.1',
      ApiVersion: '3.0.0',
      InstallationId: '00000000-0000-0000-0000-000000000000',
      Links: { Self: '/api', Spaces: '/api/spaces{?skip,take,ids,partialName}', CurrentUser: '/api/users/me' },
    }
  }

  /** @throws Refused: there is nothing at this path */
  #find(method: string, pathname: string): { space: Space; route: Route; params: Record<string, string> } {
    const path = pathname.replace(/^\/api\//i, '')
    const [, id = '', below = ''] = /^(?:spaces\/)?(Spaces-\d+)\/(.*)$/i.exec(path) ?? []
    const space = id ? this.store.spaces.get(id) : this.defaultSpace
    for (const route of this.#routes) {
      if (route.method !== method || (route.system && id && !/^spaces\//i.test(path))) continue
      const params = fits(route.path, route.system ? path : id ? below : path)
      if (params && space) return { space, route, params }
    }
    throw notFound()
  }
}

const proxyAnswer = (status: number): Answer => ({
  status,
  type: 'text/html',
  bytes: Buffer.from(`<html><body><h1>${status}</h1></body></html>`),
})

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
