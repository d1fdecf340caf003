/** A request as it arrived, and what became of it. The key that came with it is not kept. */
export type LoggedRequest = {
  readonly number: number
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly body: string
  /** Of the answer; undefined while there is none, and when the connection was dropped. */
  status?: number
  /** What was made to go wrong with it. */
  fault?: string
}

const isWrite = ({ method }: LoggedRequest) => method !== 'GET' && method !== 'HEAD'

/** Every request of a server, for tests. */
export class RequestLog {
  readonly all: LoggedRequest[] = []

  add(request: Omit<LoggedRequest, 'number'>): LoggedRequest {
    const entry = { number: this.all.length + 1, ...request }
    this.all.push(entry)
    return entry
  }

  /** Those that would change something. */
  get writes(): readonly LoggedRequest[] {
    return this.all.filter(isWrite)
  }

  /** Forgets what was; the numbers begin at 1 again. */
  clear(): void {
    this.all.length = 0
  }
}
