import type { Log } from '../machine/log.js'
import type { Iis } from './iis.js'

/** One write to IIS's configuration, as data: one call of appcmd. */
export type Change = {
  /** For the log and What If, such as `Add pool "MyApp-1.0.0"`. */
  readonly says: string
  readonly args: readonly string[]
  /** For standard input; it may hold a password. */
  readonly input?: string
  /** The pools whose workers the change may rightly restart. */
  readonly pools: readonly string[]
  /** Whether it is so already; what `iis` does not show is read by the change itself. */
  isDone(iis: Iis, log: Log): boolean | Promise<boolean>
}
