import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { latency } from './latency.js'
import type { Counters, LoadResult } from './load.js'
import type { LoadCommand, LoadEvent } from './load-messages.js'
import type { LoadOptions } from './load-options.js'
import type { Long, LongKind, LongResult } from './long.js'
import { nowMs } from './now.js'
import type { Lost, Sample } from './sample.js'

export type LoadProcessEvents = {
  /** Four times a second, after `samples`. */
  counters: [Counters]
  /** Those that are new. */
  samples: [readonly Sample[]]
  /** A request was lost or mixed. */
  lost: [Lost]
  /** The process ended without being told to; `stop()` rejects with the same error. */
  died: [Error]
}

type LongInFlight = Pick<LongResult, 'kind' | 'machine' | 'startedAt'> & {
  readonly settle: (result: LongResult) => void
}

/** The load generator in a process of its own (load-process.ts). */
export class LoadProcess extends EventEmitter<LoadProcessEvents> {
  /** The requests that were reported so far; up to a quarter of a second old. Empty unless they are kept. */
  readonly samples: Sample[] = []
  readonly #lost: Lost[] = []
  readonly #longs = new Map<number, LongInFlight>()
  readonly #longResults: LongResult[] = []
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #started = settleable<void>()
  readonly #stopped = settleable<LoadResult>()
  #stopping = false
  #over = false
  #diedOf: Error | undefined
  #lastLong = 0

  /**
   * Starts `command` (program and arguments) and resolves once requests are being sent.
   * @param keepsSamples false for a run that is too long to keep each: then they are told by the event only
   * @throws Error with its stderr
   */
  static async start(
    command: readonly string[],
    options: LoadOptions,
    { keepsSamples = true }: { readonly keepsSamples?: boolean } = {},
  ): Promise<LoadProcess> {
    const load = new LoadProcess(command, keepsSamples)
    load.#tell({ load: options })
    await load.#started.promise
    return load
  }

  private constructor([program = '', ...args]: readonly string[], keepsSamples: boolean) {
    super()
    if (keepsSamples) this.on('samples', (samples) => this.samples.push(...samples))
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    const complaints = text(this.#child.stderr)
    // Its death is noticed as such; a write that it no longer reads says nothing more.
    this.#child.stdin.on('error', () => {})
    const lines = createInterface({ input: this.#child.stdout })
    lines.on('line', (line) => this.#heard(JSON.parse(line)))
    this.#child.on('error', (error) => this.#died(error))
    this.#child.on('close', async (code, signal) => {
      this.#died(new Error(`The load process ended with ${signal ?? code}. ${(await complaints).trim()}`.trim()))
    })
  }

  /** What the machine is going through from now on; kept with each request that is lost. */
  phase(machine: string, name: string): void {
    this.#tell({ phase: { machine, name } })
  }

  /** Starts a transfer of so many seconds at a target. */
  long(machine: string, kind: LongKind, seconds: number, bytes?: number): Long {
    const id = ++this.#lastLong
    const done = new Promise<LongResult>((settle) => {
      const long = { machine, kind, startedAt: nowMs() }
      if (this.#diedOf) settle({ ...long, ...cutOff(this.#diedOf) })
      else this.#longs.set(id, { ...long, settle })
    })
    this.#tell({ long: { id, machine, kind, seconds, ...(bytes === undefined ? {} : { bytes }) } })
    return { done, close: () => this.#tell({ closeLong: id }) }
  }

  /** Sends no more requests, waits for those in flight, and ends the process. @throws Error when it died */
  async stop(): Promise<LoadResult> {
    if (!this.#stopping) this.#tell({ stop: true })
    this.#stopping = true
    const result = await this.#stopped.promise
    this.#child.stdin.end()
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close')
    return result
  }

  /** Ends the process at once, for when nobody wants to know the result any more. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #tell(command: LoadCommand): void {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`)
  }

  #heard(event: LoadEvent): void {
    if ('started' in event) this.#started.resolve()
    else if ('samples' in event) {
      this.emit('samples', event.samples)
      this.emit('counters', event.counters)
    } else if ('lost' in event) {
      this.#lost.push(event.lost)
      this.emit('lost', event.lost)
    } else if ('longDone' in event) {
      this.#longResults.push(event.longDone.result)
      this.#longs.get(event.longDone.id)?.settle(event.longDone.result)
      this.#longs.delete(event.longDone.id)
    } else {
      this.#over = true
      const lost = this.#lost.filter(({ reason }) => reason !== 'mixed')
      const mixed = this.#lost.filter(({ reason }) => reason === 'mixed')
      const { samples } = this
      const latencyMs = latency(samples)
      this.#stopped.resolve({ ...event.stopped, latencyMs, samples, lost, mixed, longs: this.#longResults })
    }
  }

  #died(error: Error): void {
    if (this.#over) return
    this.#over = true
    this.#diedOf = error
    this.#started.reject(error)
    this.#stopped.reject(error)
    for (const { settle, ...long } of this.#longs.values()) settle({ ...long, ...cutOff(error) })
    this.emit('died', error)
  }
}

const cutOff = ({ message: error }: Error) => ({
  ...{ endedAt: nowMs(), releaseBegin: undefined, releaseEnd: undefined, port: undefined },
  ...{ complete: false, error },
})

/** A promise that is settled from outside; nobody has to wait for it. */
function settleable<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  promise.catch(() => {})
  return { promise, resolve, reject }
}
