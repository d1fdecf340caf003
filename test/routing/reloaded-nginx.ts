import { createServer, type Server } from 'node:http'
import { findNginx, nginxFiles, startNginx } from '../../src/rehearsal/nginx.js'
import { nginxReload } from '../../src/routing/nginx-reload.js'
import { prepareNginxReload } from '../../src/routing/prepare-nginx-reload.js'
import type { Marker } from '../../src/slots/marker.js'
import type { OpenApplication } from '../../src/slots/with-application.js'
import { silentPort } from '../http/answering.js'
import { logLines } from '../machine/log-lines.js'
import { temporaryFolder } from '../machine/temporary-folder.js'
import { markerWith, temporaryApplication } from '../slots/fixtures/temporary-application.js'

/** A real NGINX that is reloaded at each switch, prepared for an application without slots. Stop `nginx` at the end. */
export async function reloadedNginx(portHeader = true) {
  const files = nginxFiles(await temporaryFolder())
  const program = findNginx() ?? ''
  const nginx = await startNginx('the test', program, files, () => {})
  const [front, ...ports] = [await silentPort(), await silentPort(), await silentPort()] as const
  let marker: Marker = markerWith()
  const log = logLines()
  const opened: OpenApplication = {
    app: await temporaryApplication(),
    get marker() {
      return marker
    },
    events: [],
    save: async (next) => {
      marker = next
    },
    journal: async () => {},
  }
  const wish = {
    listen: [`127.0.0.1:${front}`],
    serverNames: ['www.example.com'],
    serverLines: [] as string[],
    mostBodyBytes: 1_000_000,
    timeoutS: 60,
    portHeader,
    frontDoor: { url: `http://127.0.0.1:${front}/`, host: 'www.example.com' },
    conf: files.snippet,
    program,
    mainConf: files.mainConf,
  }
  const prepare = async (change: Partial<typeof wish> = {}, whatIf = false) => {
    const prepared = await prepareNginxReload(log, opened, { ...wish, ...change }, whatIf)
    if (whatIf) return prepared
    const { preparing: _done, ...rest } = marker
    marker = { ...rest, router: prepared.router }
    return prepared
  }
  const { router: made } = await prepare()
  return { nginx, files, front, ports, log, prepare, made, router: nginxReload(log, made), frontDoor: wish.frontDoor }
}

/** Long enough to be in flight when a slot is stopped too early. */
const answerMs = 80

/** What a slot is to the router: a port that answers, and names its release. */
export class SlotServer {
  readonly #port: number
  readonly #release: string
  #server: Server | undefined

  constructor(port: number, release: string) {
    this.#port = port
    this.#release = release
  }

  start(): Promise<void> {
    const server = createServer((request, response) => {
      const answer = () => response.setHeader('X-Release', this.#release).end('hello')
      request.resume().on('end', () => setTimeout(answer, answerMs))
    })
    this.#server = server
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, '127.0.0.1', resolve)
    })
  }

  /** At once: what it still serves is cut off. */
  stop(): Promise<void> {
    const server = this.#server
    server?.closeAllConnections()
    return new Promise((resolve) => (server ? server.close(() => resolve()) : resolve()))
  }
}
