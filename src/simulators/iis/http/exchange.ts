import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { SiteInfo, SiteModule } from '../site-module.js'
import { answerIis, answerUnavailable, answerUnknownHost } from './error-pages.js'
import { forwardRequest, forwardUpgrade, refuseUpgrade, type Upstream } from './forward.js'
import { serveStaticFile } from './static-files.js'

/** A request and the ways to answer it: the same for a plain request and for a websocket's upgrade. */
export type Exchange = {
  readonly req: IncomingMessage
  /** Calls back when the last byte of the answer is out, the websocket is closed, or the client is gone. */
  onEnd(callback: () => void): void
  unknownHost(): void
  unavailable(): void
  /** An error page of IIS itself; `substatus` as in the log, e.g. 404 and 13. */
  refuse(status: number, substatus: number, reason: string): void
  /** True: the module answers. */
  offerTo(module: SiteModule, site: SiteInfo): boolean
  /** To a worker. */
  forward(worker: Upstream): void
  serveFile(folder: string, path: string): void
}

export function requestExchange(req: IncomingMessage, res: ServerResponse): Exchange {
  res.on('error', () => {}) // the client is gone
  return {
    req,
    onEnd: (callback) => void res.once('close', callback),
    unknownHost: () => answerUnknownHost(res),
    unavailable: () => answerUnavailable(res),
    refuse: (status, substatus, reason) => answerIis(res, status, substatus, reason),
    offerTo: (module, site) => module.request(site, req, res),
    forward: (worker) => forwardRequest(req, res, worker),
    serveFile: (folder, path) => serveStaticFile(folder, path, req, res),
  }
}

export function upgradeExchange(req: IncomingMessage, socket: Duplex, head: Buffer): Exchange {
  socket.on('error', () => {}) // the client is gone
  return {
    req,
    onEnd: (callback) => void socket.once('close', callback),
    unknownHost: () => refuseUpgrade(socket, 400, 'Bad Request'),
    unavailable: () => refuseUpgrade(socket, 503, 'Service Unavailable'),
    refuse: (status, _, reason) => refuseUpgrade(socket, status, reason),
    offerTo: (module, site) => module.upgrade(site, req, socket, head),
    forward: ({ port }) => forwardUpgrade(req, socket, head, port),
    serveFile: () => refuseUpgrade(socket, 400, 'Bad Request'),
  }
}
