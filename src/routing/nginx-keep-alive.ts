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

/** What a reload of this NGINX costs clients with kept connections, and what avoids it. */
export function keepAliveNotice(version: string, isMinTimeoutSet: boolean): string {
  if (keepsConnections(version) && isMinTimeoutSet)
    return `NGINX ${version} is reloaded; keepalive_min_timeout keeps idle connections of clients open meanwhile.`
  const avoid = keepsConnections(version)
    ? 'keepalive_min_timeout in its configuration avoids that'
    : 'NGINX 1.27.4 with keepalive_min_timeout avoids that'
  return `NGINX ${version} is reloaded: it closes idle connections of clients, and a request that is on its way on one of them at that moment is lost (about the rate of requests times the round-trip time; none with "Connection: close"). ${avoid}, and so does the router nginx-flag, which reloads nothing.`
}
