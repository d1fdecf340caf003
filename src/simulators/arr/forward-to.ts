import type { IncomingMessage } from 'node:http'
import type { ServerConfiguration } from '../iis/site-module.js'
import type { InFlight } from './back-ends.js'
import type { FarmMember } from './farm-member.js'
import { type Header, requestHeaders } from './proxy-headers.js'
import type { Forward } from './proxy-request.js'
import type { Rewritten } from './rewrite.js'
import type { Routed } from './routed-request.js'
import { clientAddress } from './server-variables.js'
import type { WebFarm } from './web-farm.js'

/** ARR's own limit to proxies that lead to themselves. */
const maxForwards = 10

type Routing = {
  req: IncomingMessage
  outcome: Extract<Rewritten['outcome'], { type: 'proxy' }>
  routed: Routed
  /** The site's custom headers. */
  headers: readonly Header[]
  proxy: ServerConfiguration['proxy']
  farms: readonly WebFarm[]
}

/** A decided forwarding; `begin` counts it in. */
export type Decision = { begin(request: InFlight): { forward: Forward; upgraded(): void } }

/**
 * Where a request goes that was rewritten to an absolute URL: to that host, or to a server of the web farm of that name.
 * @returns undefined when no server is left, or when the request has come through too many proxies
 */
export function forwardTo({ req, outcome, routed, headers, proxy, farms }: Routing): Decision | undefined {
  const hops = Number(req.headers['max-forwards'] ?? maxForwards + 1) - 1
  if (hops < 0) return undefined
  const farm = farms.find(
    ({ settings }) => settings.enabled && settings.name.toLowerCase() === outcome.host.toLowerCase(),
  )
  const member = farm?.pick(req.headers.cookie)
  if (farm && !member) return undefined
  const [host, port] = member ? [member.settings.address, member.settings.httpPort] : hostAndPort(outcome.host)
  const { preserveHostHeader, timeoutMs } = farm?.settings.protocol ?? proxy
  const ownHost = port === 80 ? host : `${host}:${port}`
  const cookie = member && farm?.affinityCookie(member, req.headers.cookie)
  const added: Header[] = cookie === undefined ? [] : [['Set-Cookie', cookie]]
  if (isOn(proxy, 'arrResponseHeader')) added.push(['X-Powered-By', 'ARR/3.0'])
  const forward: Omit<Forward, 'ended'> = {
    host: host.replace(/^\[|\]$/g, ''),
    port,
    target: routed.target,
    headers: requestHeaders(req.rawHeaders, req.headers['transfer-encoding'] !== undefined, {
      host: preserveHostHeader ? (req.headers.host ?? ownHost) : ownHost,
      forwardedFor: forwardedFor(req, isOn(proxy, 'includePortInXForwardedFor')),
      set: routed.headers,
      maxForwards: hops,
    }),
    timeoutMs,
    publicHost: isOn(proxy, 'reverseRewriteHostInResponseHeaders') ? req.headers.host : undefined,
    addedHeaders: [...headers, ...added],
    ownHeaders: headers,
  }
  return { begin: (request) => counted(forward, member, request) }
}

function counted(forward: Omit<Forward, 'ended'>, member: FarmMember | undefined, request: InFlight) {
  const count = member?.begin(request)
  return {
    forward: { ...forward, ended: (failed: boolean) => count?.ended(failed) },
    upgraded: () => count?.upgraded(),
  }
}

/** These attributes of `system.webServer/proxy` are on unless the file says otherwise. */
const isOn = (proxy: ServerConfiguration['proxy'], attribute: string) =>
  (proxy.attributes[attribute] ?? 'true').toLowerCase() === 'true'

function hostAndPort(authority: string): [string, number] {
  const match = /^(.*?)(?::(\d+))?$/.exec(authority)
  return [match?.[1] ?? authority, Number(match?.[2] ?? 80)]
}

function forwardedFor(req: IncomingMessage, withPort: boolean): string {
  const address = clientAddress(req)
  if (!withPort) return address
  return `${address.includes(':') ? `[${address}]` : address}:${req.socket.remotePort}`
}
