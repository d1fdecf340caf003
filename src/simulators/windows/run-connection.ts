import type { Socket } from 'node:net'

export type WindowsProgram = {
  /** A whole path of the Windows machine, or a name that Windows finds. */
  readonly program: string
  readonly args: readonly string[]
  /** Standard input, default empty. */
  readonly input?: string | Buffer
  /** Added to Windows' own. */
  readonly environment?: Readonly<Record<string, string>>
  /** Working folder, default `C:\`. */
  readonly folder?: string
  /** Of the console, such as 850; default: Windows' own. */
  readonly codePage?: number
}

export type RunEnd = {
  /** 0 to 4294967295. */
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** Programs that it started and left behind; they were killed after they were counted. */
  readonly survivors: readonly string[]
}

const escapedMs = 10_000

/** A program on the Windows machine, from this side; what is said between the two is described in `programs/run.c`. */
export class RunConnection {
  /** Undefined when it could not be started. */
  readonly pid: Promise<number | undefined>
  /** @throws Error when it could not be started, or the Windows machine is gone */
  readonly ended: Promise<RunEnd>
  /** Each piece of output as it comes. */
  onOutput: ((kind: 'stdout' | 'stderr', bytes: Buffer) => void) | undefined
  readonly #socket: Socket
  readonly #commandLine: string
  readonly #output = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  #startedAs: number | undefined
  #exitCode: number | undefined
  #failure = 'the Windows machine went away'
  #survivors: readonly string[] | undefined
  #tellPid: (pid: number | undefined) => void = () => {}

  constructor(socket: Socket, commandLine: string, program: WindowsProgram) {
    this.#socket = socket
    this.#commandLine = commandLine
    this.pid = new Promise((resolve) => {
      this.#tellPid = resolve
    })
    this.ended = new Promise((resolve, reject) => {
      socket.once('close', () => this.#settle(resolve, reject))
    })
    this.ended.catch(() => {}) // told to those who wait
    this.#read()
    socket.write(requestOf(commandLine, program))
  }

  /** Kills it, with all that it started, from Windows' side. What escapes that, and holds its output open, is not waited for. */
  kill(): void {
    if (this.#socket.writable) this.#socket.write('k')
    setTimeout(() => this.#socket.destroy(), escapedMs).unref()
  }

  #read(): void {
    let pending = Buffer.alloc(0)
    this.#socket.on('data', (bytes) => {
      pending = Buffer.concat([pending, bytes])
      while (pending.length >= 5) {
        const end = 5 + pending.readUInt32LE(1)
        if (pending.length < end) break
        this.#take(String.fromCharCode(pending[0] ?? 0), pending.subarray(5, end))
        pending = pending.subarray(end)
      }
    })
  }

  #take(kind: string, content: Buffer): void {
    if (kind === 'p') this.#started(content.readUInt32LE())
    else if (kind === 'x') this.#exitCode = content.readUInt32LE()
    else if (kind === 'f') this.#failure = `Windows could not start it (error ${content.readUInt32LE()})`
    else if (kind === 's') this.#survivors = content.toString('utf8').split('\0').slice(0, -1)
    else this.#takeOutput(kind === 'o' ? 'stdout' : 'stderr', content)
  }

  #started(pid: number): void {
    this.#startedAs = pid
    this.#tellPid(pid)
  }

  #takeOutput(stream: 'stdout' | 'stderr', content: Buffer): void {
    this.#output[stream].push(content)
    this.onOutput?.(stream, content)
  }

  #settle(resolve: (end: RunEnd) => void, reject: (error: Error) => void): void {
    this.#tellPid(undefined)
    const [exitCode, survivors] = [this.#exitCode, this.#survivors]
    if (exitCode === undefined || survivors === undefined) {
      const known = `process ${this.#startedAs ?? 'not started'}, exit code ${exitCode ?? 'unknown'}`
      reject(new Error(`${this.#commandLine.slice(0, 100)}: ${this.#failure} (${known}).`))
      return
    }
    const { stdout, stderr } = this.#output
    resolve({ exitCode, survivors, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) })
  }
}

function requestOf(commandLine: string, program: WindowsProgram): Buffer {
  const { input = '', environment = {}, folder = 'C:\\', codePage = 0 } = program
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  const texts = [String(codePage), folder, commandLine, String(variables.length), ...variables]
  const request = Buffer.concat([Buffer.from(texts.map((text) => `${text}\0`).join('')), Buffer.from(input)])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(request.length)
  return Buffer.concat([length, request])
}
