import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { type Drives, pathOnDisk, windowsPath } from '../iis/drives.js'
import { windowsCommandLine } from './command-line.js'
import type { NodeVersion } from './node-packages.js'
import { nodePlace, runProgramPlace, windowsPrefix } from './prefix.js'
import { RunConnection, type RunEnd, type WindowsProgram } from './run-connection.js'
import { keepWineUp, startInBackground } from './wine.js'

const answerLimitMs = 60_000

/** A Windows machine that Wine plays: programs are run on it from outside, as the Tentacle's service runs scripts. */
export class Windows {
  readonly drives: Drives
  readonly #server: Server
  readonly #service: Socket
  readonly #ended: Promise<unknown>
  readonly #waiting: ((connection: Socket) => void)[]

  private constructor(
    drives: Drives,
    parts: { server: Server; service: Socket; ended: Promise<unknown>; waiting: ((connection: Socket) => void)[] },
  ) {
    this.drives = drives
    this.#server = parts.server
    this.#service = parts.service
    this.#ended = parts.ended
    this.#waiting = parts.waiting
  }

  /** @throws Error when there is no Wine here, or it does not start */
  static async start(): Promise<Windows> {
    const prefix = await windowsPrefix()
    await keepWineUp(prefix)
    const waiting: ((connection: Socket) => void)[] = []
    const server = createServer((connection) => {
      connection.on('error', () => {})
      const take = waiting.shift()
      if (take) take(connection)
      else connection.destroy()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const connected = nextConnection(waiting)
    const drives = { 'C:': path.join(prefix, 'drive_c') }
    const service = startInBackground(
      prefix,
      windowsPath(path.join(prefix, 'drive_c', runProgramPlace), drives),
      String(port),
    )
    return new Windows(drives, { server, service: await connected, ended: service.catch(() => {}), waiting })
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
    const connected = nextConnection(this.#waiting)
    this.#service.write('r')
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

  /** What still runs for this process is killed. */
  async stop(): Promise<void> {
    this.#service.destroy()
    this.#server.close()
    await this.#ended
  }
}

function nextConnection(waiting: ((connection: Socket) => void)[]): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const take = (connection: Socket) => {
      clearTimeout(limit)
      resolve(connection)
    }
    const limit = setTimeout(() => {
      waiting.splice(waiting.indexOf(take), 1)
      reject(new Error(`The Windows machine did not start the program within ${answerLimitMs} ms.`))
    }, answerLimitMs)
    waiting.push(take)
  })
}
