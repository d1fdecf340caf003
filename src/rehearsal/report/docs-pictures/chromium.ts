import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

type Message = {
  readonly id?: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message: string }
  readonly sessionId?: string
}

const answerLimitMs = 20_000
const endLimitMs = 5_000

/** As the browser protocol takes them. */
type Params = Readonly<Record<string, unknown>>
type Result = Readonly<Record<string, unknown>>

/** One page of a browser. */
export type Tab = {
  send(method: string, params?: Params): Promise<Result>
  /** The value of an expression in the page, awaited if it is a promise. */
  evaluate<T>(expression: string): Promise<T>
  /** Everything that the page reported: requests, console lines, exceptions. */
  readonly events: readonly Message[]
  /** Loads the page and waits until it is drawn. */
  open(url: string): Promise<void>
  /** @returns a PNG */
  screenshot(clip?: { readonly width: number; readonly height: number }): Promise<Buffer>
}

/** A Chromium without a window, in a profile of its own, with nothing that it could reach in the network. */
export class Chromium {
  readonly #child: ChildProcess
  readonly #profile: string
  readonly #waiting = new Map<number, (message: Message) => void>()
  readonly #tabs = new Map<string, Message[]>()
  #lastId = 0

  /** @throws Error when it is not there, or does not answer */
  static async start(program = 'chromium'): Promise<Chromium> {
    const profile = await mkdtemp(path.join(tmpdir(), 'chromium-'))
    const chromium = new Chromium(program, profile)
    await chromium.#send('Browser.getVersion', {}).catch(async (error: unknown) => {
      await chromium.close()
      throw error
    })
    return chromium
  }

  private constructor(program: string, profile: string) {
    const args = [
      ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars'],
      ...['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ...['--force-color-profile=srgb', '--host-resolver-rules=MAP * ~NOTFOUND'],
      ...['--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'],
    ]
    this.#profile = profile
    // a group of its own, so that all of its processes can be ended; what it asks is in pipes 3 and 4
    this.#child = spawn(program, args, { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
    this.#child.on('error', (error) => this.#failAll(`${program} does not start: ${error.message}`))
    this.#child.on('exit', () => this.#failAll(`${program} has ended`))
    let rest = ''
    const answers = this.#child.stdio[4] as Readable
    answers.setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (rest + chunk).split('\0')
      rest = messages.pop() ?? ''
      for (const message of messages) this.#received(JSON.parse(message))
    })
    this.#child.stdio[3]?.on('error', () => {}) // told by `exit`
  }

  async tab(size: { readonly width: number; readonly height: number }): Promise<Tab> {
    const { targetId } = await this.#send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.#send('Target.attachToTarget', { targetId, flatten: true })
    const session = String(sessionId)
    const events: Message[] = []
    this.#tabs.set(session, events)
    const send: Tab['send'] = (method, params = {}) => this.#send(method, params, session)
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await send(`${domain}.enable`)
    await send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false })
    const evaluate = async <T>(expression: string): Promise<T> => {
      const answer = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      const { result, exceptionDetails } = answer as { result: { value: T }; exceptionDetails?: unknown }
      if (exceptionDetails) throw new Error(`In the page: ${JSON.stringify(exceptionDetails)}`)
      return result.value
    }
    return {
      ...{ send, evaluate, events },
      async open(url) {
        await send('Page.navigate', { url })
        const deadline = Date.now() + answerLimitMs
        while (!events.some(({ method }) => method === 'Page.loadEventFired')) {
          if (Date.now() > deadline) throw new Error(`${url} was not loaded within ${answerLimitMs} ms.`)
          await delay(10)
        }
        await send('Page.captureScreenshot', { format: 'jpeg', quality: 1 }) // is answered when it has been drawn
      },
      async screenshot(clip) {
        const area = clip && { clip: { x: 0, y: 0, scale: 1, ...clip }, captureBeyondViewport: true }
        const { data } = await send('Page.captureScreenshot', { format: 'png', ...area })
        return Buffer.from(String(data), 'base64')
      },
    }
  }

  async close(): Promise<void> {
    const { pid } = this.#child
    if (pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit', { signal: AbortSignal.timeout(endLimitMs) })
      process.kill(-pid, 'SIGKILL')
      await ended
    }
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 10 })
  }

  async #send(method: string, params: Params, sessionId?: string): Promise<Result> {
    const id = ++this.#lastId
    const answer = new Promise<Message>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${method}: Chromium gave no answer within ${answerLimitMs} ms.`)),
        answerLimitMs,
      )
      this.#waiting.set(id, (message) => {
        clearTimeout(timer)
        resolve(message)
      })
    })
    const pipe = this.#child.stdio[3] as Writable
    pipe.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`)
    const { result = {}, error } = await answer
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }

  #received(message: Message): void {
    if (message.id === undefined) {
      this.#tabs.get(message.sessionId ?? '')?.push(message)
      return
    }
    this.#waiting.get(message.id)?.(message)
    this.#waiting.delete(message.id)
  }

  #failAll(why: string): void {
    for (const [id, resolve] of this.#waiting) resolve({ id, error: { message: why } })
    this.#waiting.clear()
  }
}
