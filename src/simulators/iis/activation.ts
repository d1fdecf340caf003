import { setTimeout as pause } from 'node:timers/promises'
import type { Configuration } from './configuration/configuration.js'
import { poolSettings } from './configuration/pool-settings.js'
import { globalRulesSection, requestFilteringSection } from './configuration/sections.js'
import { serverConfiguration } from './configuration/server-configuration.js'
import {
  type ApplicationSettings,
  applicationKey,
  type SiteSettings,
  siteSettings,
} from './configuration/site-settings.js'
import { childOf } from './configuration/xml-element.js'
import { HttpListeners } from './http/http-listeners.js'
import { SitePipeline } from './http/site-pipeline.js'
import type { IisSettings } from './iis-options.js'
import { ApplicationPool, nativeKey } from './pools/application-pool.js'
import type { Worker } from './pools/pool-worker.js'
import { startCommandIn } from './pools/start-command.js'
import type { SiteModule } from './site-module.js'

/** A site at run time. `unseenReads`: how many reads of its state are still blank, because the site is new. */
export type Site = { settings: SiteSettings; state: 'Started' | 'Stopped'; unseenReads: number }

/**
 * The Windows Process Activation Service: brings sites and pools to what the configuration says, and holds what is
 * running, which the configuration does not know.
 */
export class Activation {
  readonly modules: readonly SiteModule[]
  private readonly settings: () => IisSettings
  private readonly listeners: HttpListeners
  private readonly sites = new Map<number, Site>()
  private readonly pools = new Map<string, ApplicationPool>()
  /** Deleted pools whose workers have not ended yet. */
  private readonly leaving = new Set<ApplicationPool>()
  private configuration: Configuration

  constructor(settings: () => IisSettings, configuration: Configuration, modules: readonly SiteModule[]) {
    this.settings = settings
    this.configuration = configuration
    this.modules = modules
    const pipeline = new SitePipeline({
      modules,
      site: (id) => this.sites.get(id)?.settings,
      pool: (name) => this.pool(name),
      startLine: () => settings().startCommand,
      hasGlobalRules: () => (this.configuration.section(globalRulesSection)?.children.length ?? 0) > 0,
      filtering: (siteName, attribute) => this.filtering(siteName, attribute),
    })
    this.listeners = new HttpListeners(pipeline)
  }

  pool(name: string): ApplicationPool | undefined {
    return this.pools.get(name.toLowerCase())
  }

  allPools(): ApplicationPool[] {
    return [...this.pools.values(), ...this.leaving]
  }

  site(id: number): Site | undefined {
    return this.sites.get(id)
  }

  /** @throws BindingTaken, PortTaken */
  async startSite(site: Site): Promise<void> {
    await this.listeners.claim(site.settings.id, site.settings.bindings)
    site.state = 'Started'
    this.startAlwaysRunning()
  }

  stopSite(site: Site): void {
    this.listeners.release(site.settings.id)
    site.state = 'Stopped'
  }

  startPool(pool: ApplicationPool): void {
    pool.start()
    this.startAlwaysRunning()
  }

  /** Brings everything in line with a configuration that was just committed; `isBoot`: nothing is new to it. */
  async apply(configuration: Configuration, isBoot = false): Promise<void> {
    this.configuration = configuration
    this.applyPools(isBoot)
    await this.applySites(isBoot)
    if (this.settings().restartsWorkersOnCommit && !isBoot) this.restartWorkers()
    this.startAlwaysRunning()
    const forModules = serverConfiguration(configuration)
    for (const module of this.modules) module.configurationChanged(forModules)
  }

  /** As a power cut: connections and workers end at once. */
  async destroy(): Promise<void> {
    this.listeners.destroy()
    await Promise.all(this.allPools().map((pool) => pool.kill()))
  }

  private applyPools(isBoot: boolean): void {
    const { folder, blankStateReads, startPoolNotReady } = this.settings()
    const defaults = this.configuration.defaultsOf('pools')
    const all = this.configuration.pools().map((pool) => poolSettings(pool, defaults))
    const seen = all.filter(({ name }) => name.length <= maxPoolNameLength)
    const wanted = new Map(seen.map((settings) => [settings.name.toLowerCase(), settings]))
    for (const [key, settings] of wanted) {
      const pool = this.pools.get(key)
      if (!pool) {
        const added = new ApplicationPool(folder, settings)
        if (!isBoot) added.unseenReads = blankStateReads
        if (!isBoot) added.notReadyStarts = startPoolNotReady
        this.pools.set(key, added)
        continue
      }
      const isChanged = pool.settings.recycleKey !== settings.recycleKey
      pool.settings = settings
      if (isChanged && !settings.disallowRotationOnConfigChange) pool.recycle()
    }
    for (const [key, pool] of this.pools) {
      if (wanted.has(key)) continue
      this.pools.delete(key)
      this.leaving.add(pool)
      pool.stop()
      Promise.all(pool.workers().map(({ exited }) => exited)).then(() => this.leaving.delete(pool))
    }
  }

  private async applySites(isBoot: boolean): Promise<void> {
    const defaults = this.configuration.defaultsOf('applications')
    const { drives } = this.settings()
    const wanted = this.configuration.sites().map((site) => siteSettings(site, defaults, drives))
    const ids = new Set(wanted.map(({ id }) => id))
    for (const [id, site] of this.sites) {
      if (ids.has(id)) continue
      this.stopSite(site)
      this.rotateChanged(site.settings.applications, [])
      this.sites.delete(id)
    }
    for (const settings of wanted) {
      const known = this.sites.get(settings.id)
      const unseenReads = isBoot ? 0 : this.settings().blankStateReads
      const site: Site = known ?? { settings, state: 'Stopped', unseenReads }
      this.sites.set(settings.id, site)
      this.rotateChanged(site.settings.applications, settings.applications)
      if (known?.state === 'Started' && !hasBindings(known, settings)) await pause(this.settings().newBindingMs)
      const isWanted = known ? known.state === 'Started' && !hasBindings(known, settings) : settings.autoStart
      site.settings = settings
      if (isWanted) await this.startOrStop(site)
    }
  }

  /** WAS starts what it can; a site whose binding is taken stays stopped, and the commit is none the worse for it. */
  private async startOrStop(site: Site): Promise<void> {
    try {
      await this.listeners.claim(site.settings.id, site.settings.bindings)
      site.state = 'Started'
    } catch {
      this.stopSite(site)
    }
  }

  /** An application that got another pool or folder, or is gone, leaves its worker. */
  private rotateChanged(before: ApplicationSettings[], after: ApplicationSettings[]): void {
    for (const old of before) {
      const now = after.find(({ path }) => path === old.path)
      const isSame = now?.pool.toLowerCase() === old.pool.toLowerCase() && now.physicalPath === old.physicalPath
      if (!isSame) this.pool(old.pool)?.rotate(applicationKey(old), 'when wanted')
    }
  }

  private restartWorkers(): void {
    for (const pool of this.pools.values()) {
      for (const [key, worker] of pool.currentWorkers()) {
        const isKept = !worker.command || worker.command.disallowRotationOnConfigChange
        if (!isKept) pool.rotate(key, 'when wanted')
      }
    }
  }

  private startAlwaysRunning(): void {
    const started = [...this.sites.values()].filter(({ state }) => state === 'Started')
    for (const application of started.flatMap(({ settings }) => settings.applications)) {
      const pool = this.pool(application.pool)
      if (!pool?.settings.alwaysRunning || pool.state !== 'Started') continue
      const command = startCommandIn(application.physicalPath, this.settings().startCommand)
      if (!pool.currentWorkers().has(command ? applicationKey(application) : nativeKey)) {
        pool.workerFor(application, command)
      }
    }
  }

  private filtering(siteName: string, attribute: string): string | undefined {
    for (const location of [siteName, undefined]) {
      const section = this.configuration.section(requestFilteringSection, location)
      const limits = section && childOf(section, 'requestLimits')
      const value = section?.attributes.get(attribute) ?? limits?.attributes.get(attribute)
      if (value !== undefined) return value
    }
    return undefined
  }

  /** The workers that have not ended, with the pool that they belong to. */
  workers(): { pool: string; worker: Worker }[] {
    return this.allPools().flatMap((pool) => pool.workers().map((worker) => ({ pool: pool.settings.name, worker })))
  }
}

/** WAS ignores pools with longer names. */
const maxPoolNameLength = 64

const hasBindings = (site: Site, { bindings }: SiteSettings) =>
  JSON.stringify(site.settings.bindings) === JSON.stringify(bindings)
