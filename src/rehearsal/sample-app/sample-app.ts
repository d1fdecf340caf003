import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { answerJson } from './answer-json.js'
import { type Release, routes } from './answers.js'
import type { Breakage } from './breakage.js'
import { firstRequest } from './first-request.js'

export type SampleAppOptions = Release & {
  /** How long the application needs from its first request to its first answer. */
  readonly initMs: number
  readonly breakage: Breakage
  /** Called when `breakage.crashAfterPublic` is reached. */
  readonly crash: () => void
}

export type SampleApp = {
  readonly server: Server
  /** Takes no new connections; resolves when the requests and websockets at work are done. */
  stop(): Promise<void>
}

/** The sample application as an HTTP server that does not listen yet. */
export function sampleApp({ release, folder, initMs, breakage, crash }: SampleAppOptions): SampleApp {
  const initialisation = firstRequest(initMs)
  const atWork = new Set<ServerResponse | WebSocket>()
  let publicAnswers = 0
  let stopping: (() => void) | undefined

  const track = (what: ServerResponse | WebSocket) => {
    atWork.add(what)
    what.once('close', () => {
      atWork.delete(what)
      if (atWork.size === 0) stopping?.()
    })
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sample')
    response.setHeader('X-Release', release)
    response.setHeader('Cache-Control', 'no-store')
    if (stopping) response.setHeader('Connection', 'close')
    if (url.pathname === '/inflight') return answerJson(response, 200, { release, inFlight: atWork.size })
    if (breakage.warmUp && (url.pathname === '/' || url.pathname === '/health'))
      return answerJson(response, 500, { release, error: 'broken on purpose: warm-up' })
    if (url.pathname === '/health') return health(response)

    track(response)
    await initialisation.done()
    const route = routes[url.pathname.startsWith('/static/') ? '/static/' : url.pathname]
    if (route) await route({ release, folder }, request, response, url)
    else answerJson(response, 404, { release, error: 'no such page' })
  }

  // A probe does not wait for the initialisation, but it starts it: an application that is only probed gets ready too.
  function health(response: ServerResponse): void {
    void initialisation.done()
    answerJson(response, initialisation.isDone() ? 200 : 503, { release, initialised: initialisation.isDone() })
  }

  const server = createServer((request, response) => {
    if (request.headers['x-forwarded-for'] !== undefined)
      response.once('finish', () => {
        if (++publicAnswers === breakage.crashAfterPublic) crash()
      })
    answer(request, response).catch(() => response.destroy())
    // What no route reads must not stay in the connection.
    response.once('finish', () => request.resume())
  })
  // Longer than any router keeps an idle connection: the side that sends requests has to be the one that closes.
  server.keepAliveTimeout = 150_000
  server.headersTimeout = 160_000
  server.requestTimeout = 0

  const sockets = new WebSocketServer({ noServer: true })
  sockets.on('headers', (headers) => headers.push(`X-Release: ${release}`))
  server.on('upgrade', async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    await initialisation.done()
    if (new URL(request.url ?? '/', 'http://sample').pathname !== '/socket' || stopping) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      track(webSocket)
      webSocket.on('error', () => webSocket.terminate())
      webSocket.on('message', (message) => webSocket.send(`${release} ${message}`))
    })
  })

  return {
    server,
    stop: () =>
      new Promise((resolve) => {
        stopping = resolve
        server.close()
        for (const what of atWork) if ('terminate' in what) what.close(1001)
        if (atWork.size === 0) resolve()
      }),
  }
}
