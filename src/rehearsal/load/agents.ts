import { Agent, type AgentOptions } from 'node:http'
import type { Socket } from 'node:net'
import { DistantConnection, type DistantServer } from '../distance/distant-connection.js'

/** Where the connections of requests come from. */
export type Agents = {
  /** Kept for further requests. Idle ones are closed after 30 s, or a second before the server says it will close them. */
  readonly kept: Agent
  /** One for each request ("Connection: close"). */
  readonly fresh: Agent
}

/** @param roundTripMs how far away the servers are, there and back; undefined: as far as they are */
export const agentsFor = (roundTripMs: number | undefined): Agents => {
  const agent = (options: AgentOptions) =>
    roundTripMs === undefined ? new Agent(options) : new DistantAgent(options, roundTripMs)
  return {
    kept: agent({ keepAlive: true, timeout: 30_000, scheduling: 'fifo' }),
    fresh: agent({ keepAlive: false }),
  }
}

class DistantAgent extends Agent {
  readonly #roundTripMs: number

  constructor(options: AgentOptions, roundTripMs: number) {
    super(options)
    this.#roundTripMs = roundTripMs
  }

  /** @see https://nodejs.org/docs/latest-v20.x/api/http.html#agentcreateconnectionoptions-callback */
  override createConnection(server: DistantServer): Socket {
    // All that an agent and a request use of a socket it has.
    return new DistantConnection(server, this.#roundTripMs) as unknown as Socket
  }
}
