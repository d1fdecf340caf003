import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Binding, listenAddress } from '../configuration/binding.js'

/** A binding of a started site. */
export type Route = { binding: Binding; siteId: number }

export type EndpointHandler = {
  request(route: Route | undefined, req: IncomingMessage, res: ServerResponse): void
  upgrade(route: Route | undefined, req: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** http.sys closes a connection on which nothing was asked for as long as this. */
const idleConnectionMs = 120_000

/** One address and port of http.sys: a real listener, shared by the sites that differ in their host names. */
export class Endpoint {
  readonly routes: Route[] = []
  private readonly server: Server
  private isClosing = false

  private constructor(handler: EndpointHandler) {
    this.server = createServer({
      keepAliveTimeout: idleConnectionMs,
      requestTimeout: 0,
      headersTimeout: idleConnectionMs,
    })
    this.server.on('request', (req, res) => {
      res.once('close', () => this.closeIdle())
      handler.request(this.routeOf(req), req, res)
    })
    this.server.on('upgrade', (req, socket, head) => handler.upgrade(this.routeOf(req), req, socket, head))
  }

  /** @throws EADDRINUSE when another process listens there */
  static async open(binding: Binding, handler: EndpointHandler): Promise<Endpoint> {
    const endpoint = new Endpoint(handler)
    await new Promise<void>((resolve, reject) => {
      endpoint.server.once('error', reject)
      endpoint.server.listen({ port: binding.port, host: listenAddress(binding), backlog: 1000 }, () => resolve())
    })
    endpoint.server.on('error', () => {}) // of accept(), such as EMFILE: the listener goes on
    return endpoint
  }

  /** Stops listening and closes idle connections; requests in flight go on. `onClosed`: the last one has ended. */
  close(onClosed: () => void): void {
    this.isClosing = true
    this.server.close(onClosed)
    this.closeIdle()
  }

  closeAllConnections(): void {
    this.server.closeAllConnections()
  }

  private closeIdle(): void {
    if (this.isClosing) setImmediate(() => this.server.closeIdleConnections())
  }

  /** As http.sys: a host name before none, an address before all addresses. */
  private routeOf(req: IncomingMessage): Route | undefined {
    const host = (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
    const rank = ({ binding }: Route) => (binding.host ? 2 : 0) + (binding.address === '*' ? 0 : 1)
    const fits = ({ binding }: Route) => binding.host === '' || binding.host === host
    let best: Route | undefined
    for (const route of this.routes) if (fits(route) && (!best || rank(route) > rank(best))) best = route
    return best
  }
}
