import { type HeldPort, holdPort } from '../../hold-port.js'

// Below Linux's range for outgoing connections (32768 and up): no connection takes the port before the worker listens.
const first = 22_000
const last = 31_999
const attempts = 200

/** For a worker: nobody listens on it, and no other simulated IIS of this machine gives it to one of its own. */
export async function freePort(): Promise<HeldPort> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = await holdPort(first + Math.floor(Math.random() * (last - first + 1)))
    if (port) return port
  }
  throw new Error(`No free port for a worker in ${first}-${last} after ${attempts} attempts.`)
}
