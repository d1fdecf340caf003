import { createHash } from 'node:crypto'
import type { WebFarmServer } from '../iis/site-module.js'
import type { InFlight } from './back-ends.js'

/** The `counters` of a server's `applicationRequestRouting`. */
export type ServerCounters = {
  state: 'Active' | 'Draining' | 'Inactive'
  isHealthy: boolean
  currentRequests: number
  totalRequests: number
  failedRequests: number
  currentWebSocketRequests: number
}

/** The values of `SetState`'s argument, and the state that each leads to. */
export const serverStates = { Start: 0, Drain: 1, GracefulStop: 2, ForcefulStop: 3 } as const
export type ServerStateChange = keyof typeof serverStates

/** One server of a farm at run time. A server that was never probed counts as healthy. */
export class FarmMember {
  readonly settings: WebFarmServer
  /** What the affinity cookie says of this server. */
  readonly affinity: string
  counters: ServerCounters
  private readonly running = new Set<InFlight>()

  constructor(settings: WebFarmServer, seed: number, before?: FarmMember) {
    this.settings = settings
    this.affinity = createHash('sha256').update(`${seed} ${settings.address}`).digest('hex')
    this.counters = {
      state: before?.counters.state ?? 'Active',
      isHealthy: before?.counters.isHealthy ?? true,
      currentRequests: 0,
      totalRequests: 0,
      failedRequests: 0,
      currentWebSocketRequests: 0,
    }
    if (before) this.running = before.running
  }

  setState(change: ServerStateChange): void {
    this.counters.state = change === 'Start' ? 'Active' : change === 'Drain' ? 'Draining' : 'Inactive'
    if (change === 'ForcefulStop') for (const request of this.running) request.abort()
  }

  /** Counts a request in; a request that began before the last configuration edit is in no counter any more. */
  begin(request: InFlight): { upgraded(): void; ended(failed: boolean): void } {
    const { counters } = this
    counters.currentRequests++
    counters.totalRequests++
    this.running.add(request)
    let webSocket = false
    return {
      upgraded: () => {
        webSocket = true
        counters.currentWebSocketRequests++
      },
      ended: (failed) => {
        this.running.delete(request)
        counters.currentRequests--
        if (webSocket) counters.currentWebSocketRequests--
        if (failed) counters.failedRequests++
      },
    }
  }
}
