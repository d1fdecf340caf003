import type { LoadOptions } from './load/load-options.js'
import type { RehearsalMachine } from './rehearsal-machine.js'
import { portHeader, publicHost, releaseHeader } from './variables.js'

const timeoutMs = 30_000
/** So that what happens right after the last step is seen, too. */
export const tailMs = 1_500

/** At 300 requests a second and more: long enough for 10,000 of them, however short the deployment is. */
export const leastLoadMs = (ratePerSecond: number): number => (ratePerSecond >= 300 ? 36_000 : 0)

/** The load on the front doors of all machines. What the sample application has is not asked of another one. */
export function loadOf(machines: readonly RehearsalMachine[], ratePerSecond: number, isSample: boolean): LoadOptions {
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
