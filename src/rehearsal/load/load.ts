import { createHash } from 'node:crypto'
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { type Agents, agentsFor } from './agents.js'
import { Arrivals } from './arrivals.js'
import { type Answer, exchange } from './exchange.js'
import { type Generator, generatorOf } from './generator.js'
import { judge } from './judge.js'
import { type Latency, latency } from './latency.js'
import type { LoadOptions, LoadTarget, RequestKind } from './load-options.js'
import { type Long, type LongKind, type LongResult, startLong } from './long.js'
import { defaultMix, mixRound } from './mix.js'
import { nowMs } from './now.js'
import { ReleasesByPort } from './releases-by-port.js'
import type { Lost, Sample } from './sample.js'
import { targetUrl } from './target-url.js'

export type Counters = {
  /** Answered or failed; those in flight come on top. */
  readonly requests: number
  readonly inFlight: number
  readonly lost: number
  readonly mixed: number
  /** Of the good answers; `unknown` where no release is told. */
  readonly answersByRelease: Readonly<Record<string, number>>
}

export type LoadSummary = Omit<Counters, 'inFlight'> & {
  readonly startedAt: number
  readonly endedAt: number
  readonly generator: Generator
}

export type LoadResult = Omit<LoadSummary, 'lost' | 'mixed'> & {
  readonly latencyMs: Latency | undefined
  readonly samples: readonly Sample[]
  readonly lost: readonly Lost[]
  readonly mixed: readonly Lost[]
  readonly longs: readonly LongResult[]
}

const mostInFlightByDefault = 5_000

/** Constant arrivals of requests at some front doors, from `start` until `stop`. */
export class Load {
  /** Of the requests that were answered or failed. */
  samples: Sample[] = []
  readonly lost: Lost[] = []
  readonly mixed: Lost[] = []
  /** Called with each request that is lost or mixed, as soon as that is known. */
  onLost: (lost: Lost) => void = () => {}

  readonly #options: LoadOptions
  readonly #round: readonly RequestKind[]
  readonly #agents: Agents
  readonly #arrivals: Arrivals
  readonly #eventLoopDelay: IntervalHistogram
  readonly #inFlight = new Set<Promise<void>>()
  readonly #longs: Promise<LongResult>[] = []
  readonly #releasesByPort = new Map<string, ReleasesByPort>()
  readonly #phases = new Map<string, string>()
  readonly #answersByRelease: Record<string, number> = {}
  #requests = 0
  #mostInFlight = 0
  readonly #notSentFor = new Map<string, number>()

  static start(options: LoadOptions): Load {
    return new Load(options)
  }

  private constructor(options: LoadOptions) {
    if (options.targets.length === 0) throw new RangeError('targets: at least one is needed.')
    this.#options = options
    this.#agents = agentsFor(options.roundTripMs)
    this.#round = mixRound(options.mix ?? defaultMix)
    for (const { machine } of options.targets) this.#releasesByPort.set(machine, new ReleasesByPort())
    this.#eventLoopDelay = monitorEventLoopDelay({ resolution: 10 })
    this.#eventLoopDelay.enable()
    this.#arrivals = new Arrivals(options.ratePerSecond, (number, at) => this.#dispatch(number, at), options.rampMs)
  }

  /** What the machine is going through from now on; kept with each request that is lost. */
  phase(machine: string, name: string): void {
    this.#phases.set(machine, name)
  }

  get counters(): Counters {
    return {
      requests: this.#requests,
      inFlight: this.#inFlight.size,
      lost: this.lost.length,
      mixed: this.mixed.length,
      answersByRelease: { ...this.#answersByRelease },
    }
  }

  /** The samples since the last call; they are not kept any longer. */
  takeSamples(): Sample[] {
    const { samples } = this
    this.samples = []
    return samples
  }

  /** Starts a transfer that takes so many seconds; see long.ts. */
  startLong(target: LoadTarget, kind: LongKind, seconds: number, bytes?: number): Long {
    const { releaseHeader, portHeader, timeoutMs } = this.#options
    const long = startLong(target, kind, seconds, {
      ...{ releaseHeader, portHeader, timeoutMs, bytes },
      agent: this.#agents.fresh,
    })
    this.#longs.push(long.done)
    return long
  }

  /** Sends no more requests; waits for all that are in flight, long ones included. */
  async stop(): Promise<LoadResult> {
    const { dispatched, ...late } = this.#arrivals.stop()
    await Promise.all(this.#inFlight)
    const longs = await Promise.all(this.#longs)
    this.#agents.kept.destroy()
    this.#eventLoopDelay.disable()
    const { requests, answersByRelease } = this.counters
    const { samples, lost, mixed } = this
    const eventLoopDelayMs = { p99: this.#eventLoopDelay.percentile(99) / 1e6, max: this.#eventLoopDelay.max / 1e6 }
    const notSentFor = this.#notSentFor
    const notSent = [...notSentFor.values()].reduce((sum, times) => sum + times, 0)
    const mostInFlight = this.#mostInFlight
    return {
      ...{
        startedAt: this.#arrivals.startedAt,
        endedAt: nowMs(),
        requests,
        answersByRelease,
        samples,
        lost,
        mixed,
        longs,
      },
      latencyMs: latency(samples),
      generator: generatorOf({ ...late, eventLoopDelayMs, mostInFlight, notSent, notSentFor, dispatched }),
    }
  }

  #dispatch(number: number, at: number): void {
    const { mostInFlight = mostInFlightByDefault } = this.#options
    if (this.#inFlight.size >= mostInFlight) {
      this.#notSent(`${mostInFlight.toLocaleString('en')} were in flight, and more are not sent`)
      return
    }
    const flight = this.#send(number, at).finally(() => this.#inFlight.delete(flight))
    this.#inFlight.add(flight)
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight.size)
  }

  #notSent(why: string): void {
    this.#notSentFor.set(why, (this.#notSentFor.get(why) ?? 0) + 1)
  }

  async #send(number: number, at: number): Promise<void> {
    const { targets, paths, timeoutMs, releaseHeader, checkEcho = true } = this.#options
    const turn = Math.floor(number / targets.length)
    const target = targets[number % targets.length]
    const kind = this.#round[turn % this.#round.length]
    if (!target || !kind) return
    const posts = kind.startsWith('post')
    const gets = paths?.get ?? ['/']
    const path = posts ? (paths?.post ?? '/api/echo') : (gets[turn % gets.length] ?? '/')
    const body = posts ? Buffer.from(`request ${number} `.padEnd(1024, String(number))) : undefined
    const agent = kind.endsWith('close') ? this.#agents.fresh : this.#agents.kept
    const phase = this.#phases.get(target.machine)

    const answer = await exchange({ url: targetUrl(target, path), host: target.host, body, agent, timeoutMs })
    if (answer.notSent) return this.#notSent(`this machine had nothing left to send them with (${answer.notSent})`)
    const ms = nowMs() - at
    const sha256 = body && checkEcho ? createHash('sha256').update(body).digest('hex') : undefined
    const release = textHeader(answer, releaseHeader)
    const port = Number(textHeader(answer, this.#options.portHeader)) || undefined
    const { status, reused } = answer
    const sample: Sample = { at, machine: target.machine, ms, kind, reused, release, port, status }

    let fault = judge(answer, { releaseHeader, sha256 })
    if (!fault && port !== undefined && release !== undefined) {
      const error = this.#releasesByPort.get(target.machine)?.fault(port, release)
      if (error) fault = { reason: 'mixed', error }
    }
    if (fault) this.#notGood({ ...sample, ...fault, ...(phase === undefined ? {} : { phase }) })
    else {
      this.#sampled(sample)
      this.#answersByRelease[release ?? 'unknown'] = (this.#answersByRelease[release ?? 'unknown'] ?? 0) + 1
    }
  }

  #sampled(sample: Sample): void {
    this.#requests++
    this.samples.push(sample)
  }

  #notGood(lost: Lost): void {
    this.#sampled(lost)
    if (lost.reason === 'mixed') this.mixed.push(lost)
    else this.lost.push(lost)
    this.onLost(lost)
  }
}

function textHeader({ headers }: Answer, name: string | undefined): string | undefined {
  const value = name === undefined ? undefined : headers[name.toLowerCase()]
  return typeof value === 'string' ? value : undefined
}
