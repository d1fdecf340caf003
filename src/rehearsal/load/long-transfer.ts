import type { Agent } from 'node:http'
import type { LoadTarget } from './load-options.js'

/** What a transfer found out so far; filled in as it goes, so that a broken one still tells where it was. */
export type Progress = { releaseBegin?: string | undefined; releaseEnd?: string | undefined; port?: number | undefined }

export type LongTransfer = {
  readonly target: LoadTarget
  /** Gives it a connection of its own. */
  readonly agent: Agent
  readonly seconds: number
  /** Of an upload or download. */
  readonly bytes: number
  readonly releaseHeader: string | undefined
  readonly portHeader: string | undefined
  readonly progress: Progress
  /** Aborted with the reason when the transfer has to end: closed, or over its time. */
  readonly signal: AbortSignal
}

/** The reason of a transfer that was closed with `close()`. */
export const closedByClient = new Error('closed by the client before its time')
