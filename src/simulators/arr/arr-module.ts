import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServerConfiguration, SiteInfo, SiteModule } from '../iis/site-module.js'
import { BackEnds } from './back-ends.js'
import { ConfigurationError } from './configuration-error.js'
import {
  answerError,
  answerText,
  badConfiguration,
  badUrl,
  contentTooLong,
  noServer,
  proxyDisabled,
  rewriteFailed,
} from './error-answer.js'
import type { ServerCounters, ServerStateChange } from './farm-member.js'
import { farmScript } from './farm-script.js'
import { type Decision, forwardTo } from './forward-to.js'
import type { Header } from './proxy-headers.js'
import { proxyRequest } from './proxy-request.js'
import { proxyUpgrade } from './proxy-upgrade.js'
import { RewriteCache } from './rewrite-cache.js'
import { RewriteError } from './rewrite-error.js'
import type { RewriteRules } from './rewrite-rule.js'
import { type Routed, routeRequest } from './routed-request.js'
import { upgradeAnswer } from './upgrade-answer.js'
import { defaultWebConfig, readGlobalRules, type WebConfig } from './web-config.js'
import { WebConfigFiles } from './web-config-files.js'
import { WebFarm } from './web-farm.js'

export type ArrOptions = {
  /** How long URL Rewrite keeps the final action of a URL that is hit often. Default 30_000; 0 = never. */
  rewriteCacheMs?: number
  /** Of the affinity cookies and of the first server in turn. Default 1. */
  seed?: number
}

export type ArrCounters = {
  /** Requests and websockets in flight by `host:port`: the truth, whatever ARR's own counters say. */
  inFlight: Record<string, number>
  /** By farm and server address: what ARR's `counters` say. Every change of the configuration resets them. */
  farms: Record<string, Record<string, ServerCounters>>
}

export type ArrModule = Omit<SiteModule, 'counters'> & {
  counters(): ArrCounters
  /** `SetState` of a farm's server. @throws Error when there is no such server */
  setServerState(farm: string, address: string, change: ServerStateChange): void
}

/** ARR 3 and URL Rewrite 2.1 as one module of the simulated IIS. */
export function arrModule({ rewriteCacheMs = 30_000, seed = 1 }: ArrOptions = {}): ArrModule {
  const files = new WebConfigFiles()
  const backEnds = new BackEnds()
  const cache = new RewriteCache<Routed>(rewriteCacheMs)
  let server: ServerConfiguration | undefined
  let globalRules: RewriteRules | ConfigurationError = defaultWebConfig.rewrite
  let farms: WebFarm[] = []

  /** Answers, or says where the request goes; undefined = it is the site's own. */
  function decide(site: SiteInfo, req: IncomingMessage, res: ServerResponse): 'answered' | 'site' | Decision {
    const config = files.read(site.physicalPath)
    const refused = [config, globalRules].find((one) => one instanceof ConfigurationError)
    if (refused) return answered(() => answerError(res, badConfiguration(refused.message), []))
    if (!server || config instanceof ConfigurationError || globalRules instanceof ConfigurationError) return 'site'
    const headers = config.customHeaders.map(({ name, value }): Header => [name, value])
    const refuse = (error: Parameters<typeof answerError>[1]) => answered(() => answerError(res, error, headers))

    if (Number(req.headers['content-length'] ?? 0) > config.maxContentLengthBytes) return refuse(contentTooLong)
    let routed: Routed
    try {
      routed = route(site, req, server, config, globalRules)
    } catch (error) {
      if (error instanceof RewriteError) return refuse(rewriteFailed(error.message))
      if (error instanceof URIError) return refuse(badUrl)
      throw error
    }
    const { outcome } = routed
    switch (outcome.type) {
      case 'AbortRequest':
        return answered(() => req.socket.destroy())
      case 'CustomResponse':
        return answered(() =>
          answerText(res, outcome.statusCode, outcome.statusReason, outcome.statusDescription, headers),
        )
      case 'redirect':
        return answered(() => answerText(res, outcome.statusCode, '', '', [['Location', outcome.location], ...headers]))
      case 'url':
        for (const [name, value] of headers) res.appendHeader(name, value)
        Object.assign(req.headers, routed.headers)
        req.url = routed.target
        return 'site'
      case 'proxy':
        if (!server.proxy.enabled) return refuse(proxyDisabled)
        return forwardTo({ req, outcome, routed, headers, proxy: server.proxy, farms }) ?? refuse(noServer)
    }
  }

  function route(
    site: SiteInfo,
    req: IncomingMessage,
    server: ServerConfiguration,
    config: WebConfig,
    global: RewriteRules,
  ) {
    const url = `${req.headers.host} ${site.port} ${req.url}`
    return cache.through(site.id, config, url, () => routeRequest(site, req, server, [global, config.rewrite]))
  }

  return {
    request(site, req, res) {
      const decision = decide(site, req, res)
      if (typeof decision === 'string') return decision === 'answered'
      proxyRequest(req, res, decision.begin({ abort: () => res.destroy() }).forward, backEnds)
      return true
    },
    upgrade(site: SiteInfo, req: IncomingMessage, socket: Duplex, head: Buffer) {
      const res = upgradeAnswer(req, socket)
      if (!res) return false
      const decision = decide(site, req, res)
      if (decision === 'site') res.detachSocket(req.socket)
      if (typeof decision === 'string') return decision === 'answered'
      const { forward, upgraded } = decision.begin({ abort: () => socket.destroy() })
      proxyUpgrade({ req, socket, head, res }, forward, backEnds, upgraded)
      return true
    },
    configurationChanged(config) {
      server = config
      cache.clear()
      globalRules = globalRulesOf(config)
      const before = farms
      for (const farm of before) farm.close()
      farms = config.webFarms.map(
        (farm) =>
          new WebFarm(
            farm,
            seed,
            before.find(({ settings }) => settings.name === farm.name),
          ),
      )
    },
    scripts: [farmScript(() => farmCounters(farms))],
    counters: () => ({ inFlight: backEnds.inFlight(), farms: farmCounters(farms) }),
    setServerState(farmName, address, change) {
      const farm = farms.find(({ settings }) => settings.name === farmName)
      const member = farm?.members.find(({ settings }) => settings.address === address)
      if (!member) throw new Error(`There is no server "${address}" in the web farm "${farmName}"`)
      member.setState(change)
    },
    async close() {
      for (const farm of farms) farm.close()
      backEnds.close()
    },
  }
}

function answered(answer: () => void): 'answered' {
  answer()
  return 'answered'
}

function globalRulesOf(config: ServerConfiguration): RewriteRules | ConfigurationError {
  try {
    return readGlobalRules(config.globalRules)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
}

function farmCounters(farms: readonly WebFarm[]): ArrCounters['farms'] {
  const servers = (farm: WebFarm) =>
    farm.members.map(({ settings, counters }) => [settings.address, { ...counters }] as const)
  return Object.fromEntries(farms.map((farm) => [farm.settings.name, Object.fromEntries(servers(farm))]))
}
