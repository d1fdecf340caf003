import { directivesIn } from './nginx-configuration.js'

/** From this version on a worker that ends keeps idle connections open for a while, if it is told to. */
const knowsMinTimeout = [1, 27, 4] as const

/** @see https://nginx.org/en/CHANGES (1.27.4) */
export function keepsConnections(version: string): boolean {
  const parts = version.split('.').map(Number)
  for (const [index, needed] of knowsMinTimeout.entries()) {
    const part = parts[index] ?? 0
    if (part !== needed) return part > needed
  }
  return true
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** @see https://nginx.org/en/docs/syntax.html (time intervals; seconds without a unit) */
const timeMs = (value: string): number =>
  [...value.matchAll(/(\d+)(ms|[smhd])?/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (unitMs[unit ?? 's'] ?? 0),
    0,
  )

/**
 * How long after a reload an old worker may take a further request on a connection that a client keeps open.
 * @param dump all of the configuration
 * @returns 0: this NGINX closes idle connections at a reload, or nothing in its configuration keeps them
 * @see https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_min_timeout
 */
export const keptForMs = (version: string, dump: string): number =>
  keepsConnections(version) ? Math.max(0, ...directivesIn(dump, 'keepalive_min_timeout').map(timeMs)) : 0

/** What a reload of this NGINX costs clients with kept connections, and what avoids it. */
export function keepAliveNotice(version: string, keptMs: number): string {
  if (keptMs > 0)
    return `NGINX ${version} is reloaded; keepalive_min_timeout keeps idle connections of clients open meanwhile: for up to ${keptMs / 1000} s they lead to the old release.`
  const avoid = keepsConnections(version)
    ? 'keepalive_min_timeout in its configuration avoids that'
    : 'NGINX 1.27.4 with keepalive_min_timeout avoids that'
  return `NGINX ${version} is reloaded: it closes idle connections of clients, and a request that is on its way on one of them at that moment is lost (about the rate of requests times the round-trip time; none with "Connection: close"). ${avoid}, and so does the router nginx-flag, which reloads nothing.`
}
