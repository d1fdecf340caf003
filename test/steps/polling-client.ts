import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** One answer as the client saw it. `problem`: why it is no good one. */
export type Seen = {
  /** Milliseconds since 1970: when it was asked. */
  readonly askedAt: number
  readonly answeredAt: number
  readonly release: string
  readonly port: string
  readonly problem?: string
}

const answerLimitMs = 10_000

/**
 * Asks the home page of the sample application through the front door again and again, one request at a time, until it is told to
 * stop: over a connection that is kept and over one anew in turn.
 */
export class PollingClient {
  readonly seen: Seen[] = []
  readonly #ended: Promise<void>
  readonly #retries: boolean
  readonly #everyMs: number
  #stopping = false

  /**
   * @param everyMs between an answer and the next question; what the default may miss is for the kill points to see
   * @param retries asks once more where a kept connection was closed before the answer began, as browsers do: NGINX closes idle ones
   * when it loads its configuration
   */
  constructor(frontPort: number, { retries = false, everyMs = 20 }: { retries?: boolean; everyMs?: number } = {}) {
    this.#retries = retries
    this.#everyMs = everyMs
    this.#ended = this.#poll(frontPort)
  }

  /** @returns all that was seen, in the order of asking */
  async stop(): Promise<readonly Seen[]> {
    this.#stopping = true
    await this.#ended
    return this.seen
  }

  async #poll(port: number): Promise<void> {
    const [kept, anew] = [new Agent({ keepAlive: true, maxSockets: 1 }), new Agent({ keepAlive: false })]
    for (let turn = 0; !this.#stopping; turn++) {
      this.seen.push(await ask(port, turn % 2 === 0 ? kept : anew, this.#retries))
      await pause(this.#everyMs)
    }
    kept.destroy()
  }
}

/** One request; whole and of one release, or a problem. */
export function ask(port: number, agent = new Agent(), retries = false): Promise<Seen> {
  const askedAt = Date.now()
  return new Promise((resolve) => {
    const lost = (error: Error) =>
      resolve({ askedAt, answeredAt: Date.now(), release: '', port: '', problem: error.message })
    const signal = AbortSignal.timeout(answerLimitMs)
    let hasAnswer = false
    const sent = request({ port, host: '127.0.0.1', path: '/', agent, signal }, (response) => {
      hasAnswer = true
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', lost)
      response.on('end', () => {
        const header = (name: string) => String(response.headers[name] ?? '')
        const [release, slotPort] = [header('x-release'), header('x-bluegreen-port')]
        const problem = problemOf(response.statusCode ?? 0, release, Buffer.concat(chunks).toString('utf8'))
        resolve({ askedAt, answeredAt: Date.now(), release, port: slotPort, ...(problem ? { problem } : {}) })
      })
    })
    sent.on('error', (error) => {
      if (retries && sent.reusedSocket && !hasAnswer) resolve(ask(port, agent))
      else lost(error)
    })
    sent.end()
  })
}

function problemOf(status: number, release: string, body: string): string | undefined {
  if (status !== 200) return `status ${status}`
  try {
    const page = JSON.parse(body) as { release: string; page: string }
    return page.release === release && page.page === 'home' ? undefined : `a mixture: ${release} and ${body}`
  } catch {
    return `not whole: ${body}`
  }
}

/** What was wrong, each kind once. */
export const problemsIn = (seen: readonly Seen[]): string[] => [
  ...new Set(seen.flatMap(({ problem }) => problem ?? [])),
]
