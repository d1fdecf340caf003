import type { WebFarm as WebFarmSettings } from '../iis/site-module.js'
import { FarmMember } from './farm-member.js'
import { HealthCheck } from './health-check.js'

/**
 * A web farm at run time. A change of the configuration makes a new one out of the old: statistics begin anew, states
 * and health are kept.
 */
export class WebFarm {
  readonly settings: WebFarmSettings
  readonly members: readonly FarmMember[]
  private readonly checks: HealthCheck[]
  private turn: number

  constructor(settings: WebFarmSettings, seed: number, before?: WebFarm) {
    this.settings = settings
    const known = (address: string) => before?.members.find((member) => member.settings.address === address)
    this.members = settings.servers.map((server) => new FarmMember(server, seed, known(server.address)))
    this.turn = seed
    const probed = settings.healthCheck.url === '' ? [] : this.members.filter((member) => member.settings.enabled)
    this.checks = probed.map((member) => new HealthCheck(settings.healthCheck, member))
  }

  /**
   * The server for a request: the client's own by its affinity cookie, also while that one drains; else, in turn, one of
   * those with the fewest requests in flight.
   * @returns undefined when there is none: 502.4
   */
  pick(cookieHeader: string | undefined): FarmMember | undefined {
    const candidates = this.available()
    const own = this.affinityOf(cookieHeader)
    const affine = candidates.find((member) => member.affinity === own)
    if (affine) return affine
    const active = candidates.filter((member) => member.counters.state === 'Active')
    const fewest = Math.min(...active.map((member) => member.counters.currentRequests))
    const idlest = active.filter((member) => member.counters.currentRequests === fewest)
    return idlest[this.turn++ % idlest.length]
  }

  /** The Set-Cookie value that binds a client to a server, unless it is bound already. */
  affinityCookie(member: FarmMember, cookieHeader: string | undefined): string | undefined {
    const { useCookie, cookieName } = this.settings.affinity
    if (!useCookie || this.affinityOf(cookieHeader) === member.affinity) return undefined
    return `${cookieName}=${member.affinity};Path=/;HttpOnly`
  }

  close(): void {
    for (const check of this.checks) check.close()
  }

  /** With fewer healthy servers than `minServers`, health is disregarded. */
  private available(): FarmMember[] {
    const serving = this.members.filter(({ settings, counters }) => settings.enabled && counters.state !== 'Inactive')
    const healthy = serving.filter(({ counters }) => counters.isHealthy)
    return healthy.length < this.settings.healthCheck.minServers ? serving : healthy
  }

  private affinityOf(cookieHeader: string | undefined): string | undefined {
    const { useCookie, cookieName } = this.settings.affinity
    if (!useCookie) return undefined
    const cookies = (cookieHeader ?? '').split(';').map((cookie) => cookie.trim())
    return cookies.find((cookie) => cookie.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1)
  }
}
