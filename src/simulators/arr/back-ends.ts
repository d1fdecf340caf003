import { Agent } from 'node:http'

/** Shorter than what servers commonly allow (5 s in Node), so that an idle connection is seldom closed under a request. */
const idleConnectionMs = 4_000

/** A request that is under way to a back end. */
export type InFlight = { abort(): void }

/** ARR's connections to its back ends, and the requests on them. */
export class BackEnds {
  readonly agent = new Agent({ keepAlive: true, maxFreeSockets: 256, timeout: idleConnectionMs })
  private readonly running = new Map<string, Set<InFlight>>()

  /** @returns to be called when the request is over, once or more */
  begin(backEnd: string, request: InFlight): () => void {
    const requests = this.running.get(backEnd) ?? new Set()
    this.running.set(backEnd, requests.add(request))
    return () => requests.delete(request)
  }

  /** Requests and websockets in flight by `host:port`, every back end that was ever used. */
  inFlight(): Record<string, number> {
    return Object.fromEntries([...this.running].map(([backEnd, requests]) => [backEnd, requests.size]))
  }

  close(): void {
    for (const request of [...this.running.values()].flatMap((requests) => [...requests])) request.abort()
    this.agent.destroy()
  }
}
