import type { Generator } from './generator.js'
import type { Latency } from './latency.js'
import type { LoadOptions, LoadTarget } from './load-options.js'
import { LoadProcess } from './load-process-client.js'
import type { Lost } from './sample.js'

export type Measuring = Partial<Pick<LoadOptions, 'mix' | 'paths' | 'releaseHeader' | 'checkEcho' | 'timeoutMs'>> &
  Pick<LoadTarget, 'url' | 'host'> & {
    readonly ratePerSecond: number
    readonly seconds: number
    /** Starts the load generator: program and arguments, e.g. `node dist/octopus-blue-green.js load`. */
    readonly command: readonly string[]
    /** Runs while requests are being sent; the measurement lasts at least as long. */
    readonly meanwhile?: () => Promise<unknown>
  }

export type Measurement = {
  readonly requests: number
  readonly lost: readonly Lost[]
  readonly lostOnReused: number
  readonly lostOnFresh: number
  readonly mixed: number
  readonly answersByRelease: Readonly<Record<string, number>>
  readonly latencyMs: Latency | undefined
  readonly generator: Generator
}

/**
 * Constant load on one address for some seconds, by a generator in a process of its own. Without `releaseHeader` any 2xx
 * answer is a good one.
 */
export async function measure(wanted: Measuring): Promise<Measurement> {
  const { url, host, command, seconds, meanwhile, checkEcho = false, timeoutMs = 30_000, ...options } = wanted
  const target = { machine: 'target', url, ...(host === undefined ? {} : { host }) }
  const load = await LoadProcess.start(command, { ...options, checkEcho, timeoutMs, targets: [target] })
  try {
    await Promise.all([new Promise((resolve) => setTimeout(resolve, seconds * 1000)), meanwhile?.()])
    const { requests, lost, mixed, answersByRelease, latencyMs, generator } = await load.stop()
    const lostOnReused = lost.filter(({ reused }) => reused).length
    const counts = { requests, lost, lostOnReused, lostOnFresh: lost.length - lostOnReused, mixed: mixed.length }
    return { ...counts, answersByRelease, latencyMs, generator }
  } finally {
    load.kill()
  }
}
