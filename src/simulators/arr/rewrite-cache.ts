import type { WebConfig } from './web-config.js'

/** IIS's `frequentHitThreshold` and `frequentHitTimePeriod`: a URL is hit often from the second hit in ten seconds on. */
const frequentHits = 2
const frequentHitPeriodMs = 10_000
const maxUrls = 2_000

type Entry<T> = { hits: number; sinceMs: number; kept?: { value: T; untilMs: number } }

/**
 * URL Rewrite's own cache: the final action of a URL that is hit often is not worked out again for a while, so that a
 * condition on a file goes unseen. A change of the configuration empties it.
 * @see https://learn.microsoft.com/en-us/archive/blogs/danielvl/registry-values-for-iis-url-rewrite (RewriteCacheEnabled)
 */
export class RewriteCache<T> {
  private readonly keepMs: number
  private readonly sites = new Map<number, { config: WebConfig; entries: Map<string, Entry<T>> }>()

  /** @param keepMs how long an action is kept; 0 = no cache */
  constructor(keepMs: number) {
    this.keepMs = keepMs
  }

  /** @param work gives the action and whether it follows from the URL alone (then it may be kept) */
  through(siteId: number, config: WebConfig, url: string, work: () => { value: T; cacheable: boolean }): T {
    if (this.keepMs === 0) return work().value
    const nowMs = performance.now()
    const entry = this.entry(siteId, config, url, nowMs)
    if (entry.kept && entry.kept.untilMs > nowMs) return entry.kept.value
    const { value, cacheable } = work()
    if (cacheable && entry.hits >= frequentHits) entry.kept = { value, untilMs: nowMs + this.keepMs }
    return value
  }

  clear(): void {
    this.sites.clear()
  }

  private entry(siteId: number, config: WebConfig, url: string, nowMs: number): Entry<T> {
    let site = this.sites.get(siteId)
    if (site?.config !== config || site.entries.size >= maxUrls) {
      site = { config, entries: new Map() }
      this.sites.set(siteId, site)
    }
    const known = site.entries.get(url)
    const entry =
      known && (known.kept || nowMs - known.sinceMs < frequentHitPeriodMs) ? known : { hits: 0, sinceMs: nowMs }
    entry.hits++
    site.entries.set(url, entry)
    return entry
  }
}
