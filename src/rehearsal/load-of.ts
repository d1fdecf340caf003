import type { LoadOptions } from './load/load-options.js'
import type { SimulatedMachine } from './machine.js'
import { portHeader, publicHost, releaseHeader } from './variables.js'

const timeoutMs = 30_000

/** The load on the front doors of all machines. What the sample application has is not asked of another one. */
export function loadOf(machines: readonly SimulatedMachine[], ratePerSecond: number, isSample: boolean): LoadOptions {
  return {
    targets: machines.map(({ name, frontPort }) => ({
      machine: name,
      url: `http://127.0.0.1:${frontPort}`,
      host: publicHost,
    })),
    ratePerSecond,
    portHeader,
    timeoutMs,
    ...(isSample
      ? { releaseHeader, paths: { get: ['/', '/static/file-02.txt', '/health'] } }
      : { mix: { get: 75, 'get-close': 25 }, checkEcho: false }),
  }
}
