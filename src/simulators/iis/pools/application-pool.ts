import type { PoolSettings } from '../configuration/pool-settings.js'
import { type ApplicationSettings, applicationKey } from '../configuration/site-settings.js'
import { Worker } from './pool-worker.js'
import type { StartCommand } from './start-command.js'

export type PoolState = 'Started' | 'Stopping' | 'Stopped'

/** An application pool at run time: its state and its workers, one a running application. */
export class ApplicationPool {
  settings: PoolSettings
  state: PoolState
  /** How many reads of the state are still blank, and how many starts still fail, because the pool is new. */
  unseenReads = 0
  notReadyStarts = 0
  private readonly folder: string
  private readonly all = new Set<Worker>()
  private readonly current = new Map<string, Worker>()
  private crashedAt: number[] = []
  private isKilled = false

  constructor(folder: string, settings: PoolSettings) {
    this.folder = folder
    this.settings = settings
    this.state = settings.autoStart ? 'Started' : 'Stopped'
  }

  /** Every worker whose process has not ended, draining ones too. */
  workers(): Worker[] {
    return [...this.all]
  }

  /** Requests that wait for a worker that is still starting. */
  queueSize(): number {
    return this.workers().reduce((sum, worker) => sum + (worker.isReady ? 0 : worker.requests.size), 0)
  }

  /** The application's worker, started when there is none. @throws QueueFull */
  workerFor(application: ApplicationSettings, command: StartCommand | undefined): Worker {
    const key = command ? applicationKey(application) : nativeKey
    const running = this.current.get(key)
    if (running && !running.isLeaving) {
      if (!running.isReady && this.queueSize() >= this.settings.queueLength) throw new QueueFull()
      return running
    }
    return this.launch(key, command, application.physicalPath)
  }

  start(): void {
    this.state = 'Started'
    this.crashedAt = []
  }

  /** Running requests go on up to the shutdown limit. */
  stop(): void {
    const leaving = this.workers()
    this.state = leaving.some(({ requests }) => requests.size > 0) ? 'Stopping' : 'Stopped'
    this.current.clear()
    for (const worker of leaving) worker.drain(this.settings.shutdownLimitMs)
    Promise.all(leaving.map(({ drained }) => drained)).then(() => {
      if (this.state === 'Stopping') this.state = 'Stopped'
    })
  }

  /** The new workers first, then the old ones drain; the other way round with disallowOverlappingRotation. */
  recycle(): void {
    for (const key of [...this.current.keys()]) this.rotate(key, 'at once')
  }

  /** `when wanted`: the next request starts the new worker. */
  rotate(key: string, restart: 'at once' | 'when wanted', physicalPath?: string): void {
    const old = this.current.get(key)
    if (!old) return
    this.current.delete(key)
    if (restart === 'at once' && !old.isLeaving) {
      const { disallowOverlappingRotation } = this.settings
      this.launch(
        key,
        old.command,
        physicalPath ?? old.physicalPath,
        disallowOverlappingRotation ? old.exited : undefined,
      )
    }
    old.drain(this.settings.shutdownLimitMs)
  }

  /** The workers that get new requests, by application. */
  currentWorkers(): ReadonlyMap<string, Worker> {
    return this.current
  }

  /** For good: a request that comes too late gets no worker that would outlive this process. */
  kill(): Promise<unknown> {
    this.isKilled = true
    const leaving = this.workers()
    for (const worker of leaving) worker.kill()
    return Promise.all(leaving.map(({ exited }) => exited))
  }

  private launch(
    key: string,
    command: StartCommand | undefined,
    physicalPath: string,
    after?: Promise<unknown>,
  ): Worker {
    const { name, environment } = this.settings
    const options = { folder: this.folder, pool: name, physicalPath, environment }
    const worker = new Worker(command, options, { after, onCrash: () => this.crashed() })
    this.current.set(key, worker)
    this.all.add(worker)
    worker.exited.then(() => {
      this.all.delete(worker)
      if (this.current.get(key) === worker) this.current.delete(key)
    })
    if (this.isKilled) worker.kill()
    return worker
  }

  /** Rapid-fail protection. */
  private crashed(): void {
    const { protection, intervalMs, maxCrashes } = this.settings.rapidFail
    const now = Date.now()
    this.crashedAt = [...this.crashedAt.filter((at) => now - at < intervalMs), now]
    if (protection && this.crashedAt.length >= maxCrashes && this.state === 'Started') this.stop()
  }
}

/** The worker for static files and modules; one a pool. */
export const nativeKey = 'native'

export class QueueFull extends Error {}
