import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type ArrModule, type ArrOptions, arrModule } from '../../../src/simulators/arr/arr-module.js'
import type { ServerConfiguration, SiteInfo, WebFarm } from '../../../src/simulators/iis/site-module.js'

export const proxyOn: ServerConfiguration = {
  proxy: { enabled: true, preserveHostHeader: true, timeoutMs: 120_000, attributes: {} },
  allowedServerVariables: [],
  webFarms: [],
  globalRules: '',
}

export const farmOf = (servers: [address: string, port: number][], more: Partial<WebFarm> = {}): WebFarm => ({
  name: 'F',
  enabled: true,
  servers: servers.map(([address, httpPort]) => ({ address, enabled: true, httpPort, httpsPort: 443, weight: 100 })),
  healthCheck: {
    url: '',
    intervalMs: 5,
    timeoutMs: 1_000,
    responseMatch: '',
    statusCodeMatch: '200-399',
    minServers: 0,
  },
  protocol: { timeoutMs: 30_000, preserveHostHeader: true },
  affinity: { useCookie: false, cookieName: 'ARRAffinity' },
  ...more,
})

/** A web.config as Prepare Router writes it. */
export const pointingTo = (port: number): string =>
  site(
    `<rule name="live" stopProcessing="true"><match url="^(.*)$" />
     <action type="Rewrite" url="http://127.0.0.1:${port}{UNENCODED_URL}" appendQueryString="false" /></rule>`,
    `<httpProtocol><customHeaders><clear /><add name="X-BlueGreen-Port" value="${port}" /></customHeaders></httpProtocol>`,
  )

export const site = (rules: string, more = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<configuration><system.webServer>
  <rewrite><rules useOriginalURLEncoding="false">${rules}</rules></rewrite>${more}
</system.webServer></configuration>`

export type Front = {
  port: number
  url: string
  folder: string
  module: ArrModule
  /** Replaces web.config by rename. */
  write(webConfig: string): Promise<void>
}

/** A site whose pipeline has the module and nothing else; what the module leaves alone gets 404 and `x-left: <url>`. */
export async function startFront(webConfig = '', config = proxyOn, options: ArrOptions = {}): Promise<Front> {
  const folder = await mkdtemp(join(tmpdir(), 'arr-'))
  const module = arrModule(options)
  module.configurationChanged(config)
  const server = createServer()
  const port = await listen(server)
  const info: SiteInfo = { name: 'front', id: 7, physicalPath: folder, port, poolStarted: true }
  const answer: RequestListener = (req, res) => {
    if (!module.request(info, req, res)) res.writeHead(404, { 'x-left': req.url ?? '' }).end()
  }
  server.on('request', answer).on('checkContinue', answer)
  server.on('upgrade', (req, socket, head) => {
    if (!module.upgrade(info, req, socket, head)) socket.destroy()
  })
  onTestFinished(async () => {
    await module.close()
    server.closeAllConnections()
    await rm(folder, { recursive: true })
  })
  let version = 0
  const write = async (text: string) => {
    const staged = join(folder, `web.config.${version++}`)
    await writeFile(staged, text)
    await rename(staged, join(folder, 'web.config'))
  }
  if (webConfig !== '') await write(webConfig)
  return { port, url: `http://127.0.0.1:${port}`, folder, module, write }
}

/** A back end; ended with the test. */
export async function startBackEnd(listener: RequestListener): Promise<{ port: number; server: Server }> {
  const server = createServer(listener)
  const port = await listen(server)
  onTestFinished(() => server.closeAllConnections())
  return { port, server }
}

export async function listen(server: {
  listen(port: number, host: string, done: () => void): unknown
  address(): unknown
  close(): unknown
}) {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Sends bytes and gives everything that comes back until the end of the connection. */
export function rawExchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.setEncoding('latin1')
    socket.on('data', (data) => {
      answer += data
    })
    socket.on('end', () => resolve(answer)).on('error', reject)
  })
}

export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadlineMs = performance.now() + 10_000
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`Still not: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
