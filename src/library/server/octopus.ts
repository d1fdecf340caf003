import { setTimeout as delay } from 'node:timers/promises'
import { delayBefore, mostAttempts } from './backoff.js'
import type { Connection } from './connection.js'
import { DeadlinePassed } from './deadline-passed.js'
import { Http, type HttpAnswer, type HttpRequest } from './http.js'
import { NotAnswered } from './not-answered.js'
import { NotThere } from './not-there.js'
import { readAnswer } from './read-answer.js'
import { SavedMeanwhile } from './saved-meanwhile.js'
import { ServerRefused } from './server-refused.js'
import { isFinal, Unreachable } from './unreachable.js'

/** How many items a page has that we ask for. */
const take = 100

/** A request that changes something. */
export type Write<T> = HttpRequest & {
  /**
   * Looks whether it has been done already; asked when it may have been although no answer came, before it is repeated.
   * Undefined: not done. A write without it must be one that can be done twice.
   */
  readonly look?: () => Promise<T | undefined>
}

export type OctopusOptions = {
  /** Told before each wait for another attempt. */
  readonly onWait?: (text: string) => void
  /** Numbers in [0, 1). */
  readonly random?: () => number
  /** Rejects when the signal ends it. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

const delayed = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal })

type Paged<T> = { readonly Items: readonly T[]; readonly TotalResults: number }

/** Whether a request with this answer may have taken effect: then whoever stands before the server answered in its place. */
const maybeDone = (status: number) => status === 502 || status === 503 || status === 504
const isBusy = (status: number) => status === 429 || maybeDone(status)

const whySo: Readonly<Record<string, string>> = {
  TIMEOUT: 'the time limit of the request passed',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
}

/** `GET /api/Spaces-1/projects`: how errors call a request. */
const called = ({ method, path }: HttpRequest) => `${method} ${path}`

/**
 * An Octopus Server: requests under time limits, repeated with growing delays where that is safe, errors told to people. A write
 * whose answer was lost is looked up before it is repeated, so that nothing is there twice.
 */
export class Octopus {
  readonly connection: Connection
  /** So many requests were sent, repeated ones included. */
  requests = 0
  readonly #http: Http
  readonly #deadline: AbortSignal
  readonly #onWait: (text: string) => void
  readonly #random: () => number
  readonly #delay: NonNullable<OctopusOptions['wait']>

  constructor(
    connection: Connection,
    { onWait = () => {}, random = Math.random, wait = delayed }: OctopusOptions = {},
  ) {
    this.connection = connection
    this.#http = new Http(connection)
    this.#deadline = AbortSignal.timeout(connection.deadlineMs)
    this.#onWait = onWait
    this.#random = random
    this.#delay = wait
  }

  /** @param path below `/api/`, e.g. `spaces` */
  async get<T>(path: string): Promise<T> {
    const request = { method: 'GET', path: `/api/${path}` } as const
    return readAnswer<T>(this.connection, called(request), await this.#repeated(request))
  }

  /** What is there, or undefined when nothing is. */
  async find<T>(path: string): Promise<T | undefined> {
    return this.get<T>(path).catch((error: unknown) => {
      if (error instanceof NotThere) return undefined
      throw error
    })
  }

  /** A file, e.g. a picture; undefined when there is none. */
  async bytes(path: string): Promise<Buffer | undefined> {
    const request = { method: 'GET', path: `/api/${path}` } as const
    const answer = await this.#repeated(request)
    if (answer.status === 404) return undefined
    return answer.status < 300 ? answer.bytes : readAnswer(this.connection, called(request), answer)
  }

  /** Every item of a list, page by page. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = []
    for (;;) {
      const page = await this.get<Paged<T>>(`${path}${path.includes('?') ? '&' : '?'}skip=${items.length}&take=${take}`)
      items.push(...page.Items)
      if (page.Items.length === 0 || items.length >= page.TotalResults) return items
    }
  }

  /** Sends what changes something, and returns what the server answers or what `look` found. */
  async write<T>(write: Write<T>): Promise<T> {
    const request = { ...write, path: `/api/${write.path}` }
    let isUncertain = false
    let found: { done: T } | undefined
    const look = async () => {
      isUncertain = true
      const done = await write.look?.()
      if (done !== undefined) found = { done }
      return found !== undefined
    }
    try {
      const answer = await this.#repeated(request, look)
      return found ? found.done : readAnswer<T>(this.connection, called(request), answer)
    } catch (error) {
      // The first attempt was done after all, so the second one was refused: a name that is taken, a version that is old.
      if (isUncertain && error instanceof ServerRefused && (await look()) && found) return (found as { done: T }).done
      throw error
    }
  }

  /**
   * Saves something that carries a `Version` (a process, a variable set), if nobody saved it since it was read.
   * @param path below `/api/`; it can be read and written there
   * @throws SavedMeanwhile: plan anew with what is there now
   */
  async save<T extends { readonly Version: number }>(
    what: string,
    path: string,
    changed: T,
    isDone: (now: T) => boolean,
  ): Promise<T> {
    const look = async () => {
      const now = await this.get<T>(path)
      return isDone(now) ? now : undefined
    }
    try {
      return await this.write<T>({ method: 'PUT', path, json: changed, look })
    } catch (error) {
      if (!(error instanceof ServerRefused)) throw error
      const now = await this.get<T>(path)
      if (now.Version !== changed.Version) throw new SavedMeanwhile(what)
      throw error
    }
  }

  close(): Promise<void> {
    return this.#http.close()
  }

  /** @param done for writes whose answer was lost: whether they have been done */
  async #repeated(request: HttpRequest, done?: () => Promise<boolean>): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#once(request)
      if (!(outcome instanceof NotAnswered) && !isBusy(outcome.status)) return outcome
      const isLost = outcome instanceof NotAnswered ? outcome.maybeDone : maybeDone(outcome.status)
      const why = this.#why(outcome)
      const code = outcome instanceof NotAnswered ? outcome.code : String(outcome.status)
      if (this.#deadline.aborted) throw new DeadlinePassed(this.connection.deadlineMs, called(request), why)
      if (isFinal(code) || attempt === mostAttempts)
        throw new Unreachable({
          server: this.connection.server,
          what: called(request),
          why,
          code,
          attempts: attempt,
          write: request.method !== 'GET' && isLost,
          cause: outcome instanceof NotAnswered ? outcome : undefined,
        })
      await this.#wait(attempt, request, outcome, why)
      if (done && isLost && (await done())) return { status: 200, headers: {}, bytes: Buffer.alloc(0), text: '' }
    }
  }

  async #once(request: HttpRequest): Promise<HttpAnswer | NotAnswered> {
    this.requests++
    try {
      return await this.#http.exchange(request, this.#deadline)
    } catch (error) {
      if (error instanceof NotAnswered) return error
      throw error
    }
  }

  async #wait(attempt: number, request: HttpRequest, outcome: HttpAnswer | NotAnswered, why: string): Promise<void> {
    const header = outcome instanceof NotAnswered ? undefined : outcome.headers['retry-after']
    const ms = delayBefore(attempt, Array.isArray(header) ? header[0] : header, Date.now(), this.#random)
    this.#onWait(`${called(request)}: ${why}; again in ${(ms / 1000).toFixed(1)} s`)
    await this.#delay(ms, this.#deadline).catch(() => {
      throw new DeadlinePassed(this.connection.deadlineMs, called(request), why)
    })
  }

  #why(outcome: HttpAnswer | NotAnswered): string {
    if (!(outcome instanceof NotAnswered))
      return outcome.status === 429 ? 'the server is busy (429)' : `the answer was ${outcome.status}`
    return whySo[outcome.code] ?? outcome.code
  }
}
