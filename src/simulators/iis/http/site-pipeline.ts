import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { SiteSettings } from '../configuration/site-settings.js'
import { defaultMaxContentBytes } from '../configuration/web-server-schema.js'
import { type ApplicationPool, QueueFull } from '../pools/application-pool.js'
import { nextRequestId } from '../pools/in-flight.js'
import type { Worker } from '../pools/pool-worker.js'
import { type StartCommand, startCommandIn } from '../pools/start-command.js'
import type { SiteModule } from '../site-module.js'
import type { EndpointHandler, Route } from './endpoint.js'
import { type Exchange, requestExchange, upgradeExchange } from './exchange.js'
import { type Target, targetOf } from './target.js'

/** What the pipeline has to know about the server. */
export type Server = {
  readonly modules: readonly SiteModule[]
  site(id: number): SiteSettings | undefined
  pool(name: string): ApplicationPool | undefined
  /** Of applications whose web.config names no process. */
  startLine(): string | undefined
  hasGlobalRules(): boolean
  /** What applicationHost.config says of request filtering; undefined: not set for this site. */
  filtering(siteName: string, attribute: string): string | undefined
}

/** From a request that http.sys took to its answer: pool, limits, modules, then the application or a static file. */
export class SitePipeline implements EndpointHandler {
  private readonly server: Server

  constructor(server: Server) {
    this.server = server
  }

  request(route: Route | undefined, req: IncomingMessage, res: ServerResponse): void {
    this.handle(route, requestExchange(req, res))
  }

  upgrade(route: Route | undefined, req: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.handle(route, upgradeExchange(req, socket, head))
  }

  private handle(route: Route | undefined, exchange: Exchange): void {
    const place = route && this.placeOf(route, exchange.req)
    if (!route) exchange.unknownHost()
    else if (!place) exchange.unavailable()
    else if (place.target.webConfig.problem !== undefined) exchange.refuse(500, 19, 'Internal Server Error')
    else {
      const filtered = this.filtered(place, exchange.req)
      if (filtered) exchange.refuse(404, filtered, 'Not Found')
      else if (!this.isTakenByModule(place, exchange)) this.answer(place, exchange)
    }
  }

  /** Undefined: http.sys itself answers 503. */
  private placeOf({ siteId, binding }: Route, req: IncomingMessage): Place | undefined {
    const site = this.server.site(siteId)
    const target = site && targetOf(site, req.url ?? '/')
    const pool = target && this.server.pool(target.application.pool)
    if (!site || !target || pool?.state !== 'Started') return undefined
    return { site, target, pool, port: binding.port }
  }

  /**
   * The sub-status with which request filtering refuses; undefined: it does not. Verbs, extensions and segments are not simulated.
   * @see https://learn.microsoft.com/iis/configuration/system.webserver/security/requestfiltering/
   */
  private filtered({ site, target }: Place, req: IncomingMessage): number | undefined {
    const [path = '', query = ''] = (req.url ?? '/').split(/\?(.*)/s)
    const said = (attribute: string) =>
      target.webConfig.filtering.get(attribute) ?? this.server.filtering(site.name, attribute)
    const most = (attribute: string, byDefault: number) => Number(said(attribute) ?? byDefault)
    const bytes = Number(req.headers['content-length'] ?? 0)
    if (isEscapedTwice(path) && said('allowDoubleEscaping') !== 'true') return 11
    if (bytes > 0 && bytes > most('maxAllowedContentLength', defaultMaxContentBytes)) return 13
    if (path.length > most('maxUrl', 4_096)) return 14
    return query.length > 0 && query.length > most('maxQueryString', 2_048) ? 15 : undefined
  }

  private isTakenByModule(place: Place, exchange: Exchange): boolean {
    if (!place.target.webConfig.hasRewrite && !this.server.hasGlobalRules()) return false
    const { site, target, port } = place
    const { physicalPath } = target.application
    const info = { name: site.name, id: site.id, physicalPath, port, poolStarted: true }
    const leave = enter(place.pool.workerFor(target.application, undefined), site, exchange.req)
    const isTaken = this.server.modules.some((module) => exchange.offerTo(module, info))
    if (isTaken) exchange.onEnd(leave)
    else leave()
    return isTaken
  }

  private answer({ site, target, pool }: Place, exchange: Exchange): void {
    const command = startCommandIn(target.application.physicalPath, this.server.startLine(), target.webConfig)
    const worker = workerOf(pool, target, command)
    if (!worker) {
      exchange.unavailable()
      return
    }
    exchange.onEnd(enter(worker, site, exchange.req))
    if (!command) {
      exchange.serveFile(target.folder, target.rest)
      return
    }
    worker.ready.then(
      () => exchange.forward(worker),
      () => exchange.refuse(502, 5, 'Process Failure'),
    )
  }
}

/** Decoded again it would be another path: a plus sign would be a blank. */
const isEscapedTwice = (path: string): boolean => /\+|%2b|%25[\da-f]{2}/i.test(path)

type Place = { site: SiteSettings; target: Target; pool: ApplicationPool; port: number }

/** Undefined: the pool's queue is full. */
function workerOf(pool: ApplicationPool, { application }: Target, command: StartCommand | undefined) {
  try {
    return pool.workerFor(application, command)
  } catch (error) {
    if (error instanceof QueueFull) return undefined
    throw error
  }
}

/** Counts the request as in flight; what comes back ends that. */
function enter(worker: Worker, site: SiteSettings, req: IncomingMessage): () => void {
  const inFlight = {
    id: nextRequestId(),
    verb: req.method ?? '',
    url: req.url ?? '/',
    clientIp: req.socket.remoteAddress ?? '',
    siteId: site.id,
    siteName: site.name,
    startedAt: Date.now(),
    abort: () => void req.socket.destroy(),
  }
  worker.enter(inFlight)
  return () => worker.leave(inFlight)
}
