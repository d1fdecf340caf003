import { randomInt } from 'node:crypto'
import { type HeldPort, holdPort } from '../../hold-port.js'

// Below Linux's range for outgoing connections (32768 and up): no connection takes the port before the worker listens.
const first = 22_000
const last = 31_999

/** For a worker: nobody listens on it, and no other simulated IIS of this machine gives it to one of its own. @throws Error: all are taken */
export const freePort = (): Promise<HeldPort> => holdPort(() => randomInt(first, last + 1))
