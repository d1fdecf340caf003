import type { Agent } from 'node:http'
import type { LoadTarget } from './load-options.js'
import { longDownload } from './long-download.js'
import { longEvents } from './long-events.js'
import { closedByClient, type Progress } from './long-transfer.js'
import { longUpload } from './long-upload.js'
import { longWebSocket } from './long-websocket.js'
import { nowMs } from './now.js'

/** `events` are server-sent events. */
export type LongKind = 'download' | 'upload' | 'events' | 'websocket'

export type LongResult = {
  readonly kind: LongKind
  readonly machine: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly endedAt: number
  /** Which release answered at the beginning and at the end (an upload is answered at the end only). */
  readonly releaseBegin: string | undefined
  readonly releaseEnd: string | undefined
  readonly port: number | undefined
  /** Everything arrived, unharmed, from one release, and nobody but the client ended it. */
  readonly complete: boolean
  readonly error?: string
}

export type Long = {
  /** Never rejects: what goes wrong is in the result. */
  readonly done: Promise<LongResult>
  /** Ends it before its time. A websocket that is closed is complete; a download or upload is not. */
  close(): void
}

export type LongOptions = {
  /** Gives each transfer a connection of its own. */
  readonly agent: Agent
  readonly releaseHeader?: string | undefined
  readonly portHeader?: string | undefined
  /** How much longer than `seconds` it may take. */
  readonly timeoutMs: number
  /** How much is downloaded or uploaded, default 20,000 a second. */
  readonly bytes?: number | undefined
}

const transfers = { download: longDownload, upload: longUpload, events: longEvents, websocket: longWebSocket }
const bytesPerSecond = 20_000

/** Starts one transfer with the sample application (`/download`, `/upload`, `/events`, `/socket`) that takes `seconds`. */
export function startLong(target: LoadTarget, kind: LongKind, seconds: number, options: LongOptions): Long {
  const { agent, releaseHeader, portHeader, timeoutMs, bytes = Math.ceil(seconds * bytesPerSecond) } = options
  const closing = new AbortController()
  const progress: Progress = {}
  const limitMs = seconds * 1000 + timeoutMs
  const timer = setTimeout(() => closing.abort(new Error(`not over after ${limitMs} ms`)), limitMs)

  const run = async (): Promise<LongResult> => {
    const startedAt = nowMs()
    const transfer = { target, agent, seconds, bytes, releaseHeader, portHeader, progress, signal: closing.signal }
    const error = await transfers[kind](transfer).then(
      () => oneRelease(progress),
      (thrown: unknown) => String(thrown instanceof Error ? thrown.message : thrown),
    )
    clearTimeout(timer)
    const { releaseBegin, releaseEnd, port } = progress
    const result = { kind, machine: target.machine, startedAt, endedAt: nowMs(), releaseBegin, releaseEnd, port }
    return error === undefined ? { ...result, complete: true } : { ...result, complete: false, error }
  }
  return { done: run(), close: () => closing.abort(closedByClient) }
}

function oneRelease({ releaseBegin, releaseEnd }: Progress): string | undefined {
  if (releaseBegin === releaseEnd) return
  return `began on release ${releaseBegin}, ended on ${releaseEnd}`
}
