import type { Binding } from './binding.js'
import type { XmlElement } from './xml.js'

/** What one look at IIS showed. */
export type Iis = Sites & Pools
export type Sites = { readonly sites: readonly Site[] }
export type Pools = { readonly pools: readonly Pool[] }

/** `Unknown` is what IIS says, in several ways, while WAS has not caught up: never take it for stopped. */
export type State = 'Started' | 'Stopped' | 'Starting' | 'Stopping' | 'Unknown'

export type Site = {
  readonly name: string
  readonly id: number
  readonly state: State
  /** Whether IIS starts it after a reboot. */
  readonly autoStart: boolean
  readonly bindings: readonly Binding[]
  readonly applications: readonly Application[]
  /** The `<site>` as read, to take settings from. */
  readonly element: XmlElement
}

export type Application = {
  /** `/` is the site's root application. */
  readonly path: string
  readonly pool: string
  readonly folders: readonly { readonly path: string; readonly physicalPath: string }[]
  readonly preloadEnabled: boolean
}

export type Pool = {
  readonly name: string
  readonly state: State
  /** Whether IIS starts it after a reboot. */
  readonly autoStart: boolean
  /** The `<add>` as read, to take settings from. It may hold a password. */
  readonly element: XmlElement
}

/** A worker process. */
export type Worker = { readonly pid: number; readonly pool: string }

/** IIS's names do not differ by case alone. */
export const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

export const siteNamed = (iis: Sites, name: string): Site | undefined =>
  iis.sites.find((site) => isSameName(site.name, name))

export const poolNamed = (iis: Pools, name: string): Pool | undefined =>
  iis.pools.find((pool) => isSameName(pool.name, name))

export const workersOf = (workers: readonly Worker[], pool: string): Worker[] =>
  workers.filter((worker) => isSameName(worker.pool, pool))

export const rootApplication = (site: Site): Application | undefined =>
  site.applications.find(({ path }) => path === '/')

/** The folder of a site's root. */
export const rootFolder = (site: Site): string | undefined =>
  rootApplication(site)?.folders.find(({ path }) => path === '/')?.physicalPath

/** The ports that sites are bound to, stopped sites included, with the names of those sites. */
export function portsOfBindings(iis: Sites): Map<number, string[]> {
  const ports = new Map<number, string[]>()
  for (const site of iis.sites) {
    const own = site.bindings.flatMap(({ port }) => (port === undefined ? [] : [port]))
    for (const port of new Set(own)) {
      const bound = ports.get(port)
      if (bound) bound.push(site.name)
      else ports.set(port, [site.name])
    }
  }
  return ports
}
