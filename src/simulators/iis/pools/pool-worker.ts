import type { ChildProcess } from 'node:child_process'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './free-port.js'
import type { InFlight } from './in-flight.js'
import type { StartCommand } from './start-command.js'
import { type LaunchOptions, launchApplication, launchNative, signalWorker } from './w3wp.js'

/** One worker of a pool: a real process, and the requests that were given to it. */
export class Worker {
  readonly requests = new Set<InFlight>()
  /** Rejects with WorkerFailed when the process ended, or did not listen in time. */
  readonly ready: Promise<void>
  readonly exited: Promise<void>
  /** Resolves when no request is left and the process was told to end. */
  readonly drained: Promise<void>
  port = 0
  /** Connections to the application that are kept between requests, for less time than any application keeps them; they end with it. */
  readonly kept = new Agent({ keepAlive: true, timeout: 1_000 })
  isReady = false
  hasExited = false
  isLeaving = false
  readonly command: StartCommand | undefined
  readonly physicalPath: string
  private child: ChildProcess | undefined
  private isTold = false
  private resolveExited: () => void = () => {}
  private resolveDrained: () => void = () => {}
  private readonly onCrash: () => void

  /** Without a command: a worker for static files and modules, ready at once. */
  constructor(command: StartCommand | undefined, options: LaunchOptions, life: Life) {
    this.command = command
    this.physicalPath = options.physicalPath
    this.onCrash = life.onCrash
    this.exited = new Promise((resolve) => {
      this.resolveExited = resolve
    })
    this.drained = new Promise((resolve) => {
      this.resolveDrained = resolve
    })
    this.ready = command ? this.startApplication(command, options, life.after) : this.startNative(options)
    this.ready.catch(() => {}) // told to those who wait
  }

  get pid(): number | undefined {
    return this.child?.pid
  }

  enter(request: InFlight): void {
    this.requests.add(request)
  }

  leave(request: InFlight): void {
    this.requests.delete(request)
    if (this.isLeaving && this.requests.size === 0) this.tellToEnd()
  }

  /** No new requests come; running ones may go on up to the limit, then the process tree is killed. */
  drain(limitMs: number): void {
    if (this.isLeaving) return
    this.isLeaving = true
    const timer = setTimeout(() => this.kill(), limitMs)
    this.exited.then(() => clearTimeout(timer))
    if (this.requests.size === 0) this.tellToEnd()
  }

  kill(): void {
    this.isLeaving = true
    this.isTold = true
    this.resolveDrained()
    if (this.child) signalWorker(this.child, 'SIGKILL')
    else this.ended()
    for (const request of this.requests) request.abort()
  }

  private tellToEnd(): void {
    if (this.isTold) return
    this.isTold = true
    this.resolveDrained()
    this.kept.destroy()
    if (this.child) signalWorker(this.child, 'SIGTERM')
    else this.ended()
  }

  private ended(): void {
    if (this.hasExited) return
    this.hasExited = true
    if (!this.isLeaving) this.onCrash()
    this.isLeaving = true
    this.resolveDrained()
    this.resolveExited()
  }

  private watch(child: ChildProcess): void {
    this.child = child
    child.once('exit', () => this.ended())
    child.once('error', () => this.ended())
  }

  private async startNative(options: LaunchOptions): Promise<void> {
    this.isReady = true
    this.watch(launchNative(options))
    this.exited.then(() => {
      for (const request of this.requests) request.abort()
    })
  }

  private async startApplication(command: StartCommand, options: LaunchOptions, after: Promise<unknown> | undefined) {
    if (after) await after
    const { port, release } = await freePort()
    this.exited.then(release)
    if (this.isTold) throw new WorkerFailed('The pool was stopped before its worker was started.')
    this.port = port
    this.watch(launchApplication(command, port, options))
    const deadline = Date.now() + command.startupLimitMs
    for (let waitMs = 5; !(await accepts(port)); waitMs = Math.min(waitMs * 2, 100)) {
      if (this.hasExited) throw new WorkerFailed(`"${command.program}" ended before it listened on its port.`)
      if (Date.now() > deadline) {
        if (this.child) signalWorker(this.child, 'SIGKILL')
        throw new WorkerFailed(`"${command.program}" did not listen on its port within ${command.startupLimitMs} ms.`)
      }
      await pause(waitMs)
    }
    this.isReady = true
  }
}

/** `after`: start the process only then. `onCrash`: it ended and nobody had told it to. */
export type Life = { after?: Promise<unknown> | undefined; onCrash: () => void }

export class WorkerFailed extends Error {}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
