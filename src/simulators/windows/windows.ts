import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { type Drives, pathOnDisk, windowsPath } from '../iis/drives.js'
import { windowsCommandLine } from './command-line.js'
import type { NodeVersion } from './node-packages.js'
import { nodePlace, ownPrefix, runProgramPlace } from './prefix.js'
import { RunConnection, type RunEnd, type WindowsProgram } from './run-connection.js'
import { killPrograms, startInBackground, startServer, stopWine } from './wine.js'

const answerLimitMs = 60_000

type Parts = {
  readonly prefix: string
  readonly server: Server
  readonly service: Socket
  readonly ended: Promise<unknown>
  readonly waiting: Waiting[]
}

/** Somebody who has asked for a program, and waits for its connection. */
type Waiting = { take(connection: Socket): void; fail(error: Error): void }

/**
 * A Windows machine that Wine plays, for this process alone: programs are run on it from outside, as the Tentacle's service runs
 * scripts.
 */
export class Windows {
  readonly drives: Drives
  /** How Wine's server ended while the machine was needed: all that ran on it was killed. */
  wentAway: string | undefined
  readonly #parts: Parts
  #isStopping = false

  private constructor(drives: Drives, parts: Parts) {
    this.drives = drives
    this.#parts = parts
  }

  /** @throws Error when there is no Wine here, or it does not start */
  static async start(): Promise<Windows> {
    const prefix = await ownPrefix()
    const wine = await startServer(prefix)
    const waiting: Waiting[] = []
    const server = createServer((connection) => {
      connection.on('error', () => {})
      const first = waiting.shift()
      if (first) first.take(connection)
      else connection.destroy()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const connected = nextConnection(waiting)
    const drives = { 'C:': path.join(prefix, 'drive_c') }
    const program = windowsPath(path.join(prefix, 'drive_c', runProgramPlace), drives)
    const ended = startInBackground(prefix, program, String(port)).catch(() => {})
    const windows = new Windows(drives, { prefix, server, service: await connected, ended, waiting })
    void wine.ended.then((how) => windows.#wineEnded(how))
    return windows
  }

  /** `C:\Program Files\…\node.exe` */
  node(version: NodeVersion): string {
    return `C:\\${nodePlace(version).replaceAll('/', '\\')}`
  }

  /** A path of the Windows machine, as this one has it. */
  onDisk(path: string): string {
    return pathOnDisk(path, this.drives)
  }

  /** A path of this machine, as the Windows machine has it. */
  seen(onDisk: string): string {
    return windowsPath(onDisk, this.drives)
  }

  /** Starts a program; its end comes with `ended` of what is answered. */
  async begin(program: WindowsProgram): Promise<RunConnection> {
    if (this.wentAway !== undefined) throw wentAway(this.wentAway)
    const connected = nextConnection(this.#parts.waiting)
    this.#parts.service.write('r')
    return new RunConnection(await connected, windowsCommandLine(program.program, program.args), program)
  }

  /** A program to its end. */
  async run(program: WindowsProgram): Promise<RunEnd> {
    return (await this.begin(program)).ended
  }

  /** A script, given to Node as a file's content on standard input would be: `node.exe -`. */
  runScript(version: NodeVersion, script: string, more: Partial<WindowsProgram> = {}): Promise<RunEnd> {
    return this.run({ program: this.node(version), args: ['-'], input: script, ...more })
  }

  /** What still runs on it is killed, and its disk is deleted. */
  async stop(): Promise<void> {
    this.#isStopping = true
    const { prefix, server, service, ended } = this.#parts
    service.destroy()
    server.close()
    await ended
    await stopWine(prefix)
    await rm(prefix, { recursive: true, force: true })
  }

  async #wineEnded(how: string): Promise<void> {
    if (this.#isStopping) return
    this.wentAway = how
    for (const { fail } of this.#parts.waiting.splice(0)) fail(wentAway(how))
    await killPrograms(this.#parts.prefix)
  }
}

const wentAway = (how: string) => new Error(`the Windows machine went away: Wine's server ended (${how}).`)

function nextConnection(waiting: Waiting[]): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(limit)
      reject(error)
    }
    const take = (connection: Socket) => {
      clearTimeout(limit)
      resolve(connection)
    }
    const mine: Waiting = { take, fail }
    const limit = setTimeout(() => {
      waiting.splice(waiting.indexOf(mine), 1)
      reject(new Error(`The Windows machine did not start the program within ${answerLimitMs} ms.`))
    }, answerLimitMs)
    waiting.push(mine)
  })
}
