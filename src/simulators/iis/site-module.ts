import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { KnownScript } from './programs/powershell.js'

/**
 * A module in the pipeline of the simulated IIS, such as ARR. It is asked for each request of a site whose web.config
 * has `system.webServer/rewrite`, or of any site while applicationHost.config has global rewrite rules.
 */
export type SiteModule = {
  /** True: the module answers. False: the site's application or static files answer. */
  request(site: SiteInfo, req: IncomingMessage, res: ServerResponse): boolean
  /** The same for an upgrade (websocket). True: the module owns the socket from here on. */
  upgrade(site: SiteInfo, req: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Called at start and after each commit to applicationHost.config. */
  configurationChanged(config: ServerConfiguration): void
  counters?(): unknown
  /** PowerShell scripts that ask this module something. */
  readonly scripts?: readonly KnownScript[]
  close(): Promise<void>
}

/** `port`: of the binding on which the request came in. `poolStarted`: always true when a module is asked. */
export type SiteInfo = { name: string; id: number; physicalPath: string; port: number; poolStarted: boolean }

export type ServerConfiguration = {
  /** system.webServer/proxy; `attributes` are those written in the file, without defaults. */
  proxy: { enabled: boolean; preserveHostHeader: boolean; timeoutMs: number; attributes: Record<string, string> }
  /** system.webServer/rewrite/allowedServerVariables */
  allowedServerVariables: string[]
  webFarms: WebFarm[]
  /** The text of `<globalRules>…</globalRules>`, in the form of `<rules>` of a web.config; '' when there are none. */
  globalRules: string
}

export type WebFarm = {
  name: string
  enabled: boolean
  servers: WebFarmServer[]
  healthCheck: {
    url: string
    intervalMs: number
    timeoutMs: number
    responseMatch: string
    statusCodeMatch: string
    minServers: number
  }
  protocol: { timeoutMs: number; preserveHostHeader: boolean }
  affinity: { useCookie: boolean; cookieName: string }
}

export type WebFarmServer = { address: string; enabled: boolean; httpPort: number; httpsPort: number; weight: number }
