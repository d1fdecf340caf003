import type { Log } from '../machine/log.js'
import { pauseUnless } from '../machine/pause-unless.js'
import { type InFlight, requestsInFlight } from './requests-in-flight.js'

export type DrainOptions = {
  /** For the whole wait; looks that show nothing in flight by then are repeated as `zeros` says. */
  limitMs: number
  /** Between two looks, default 500. */
  intervalMs?: number
  /** Looks in a row that must show nothing in flight, default 3. */
  zeros?: number
  signal?: AbortSignal | undefined
}

/** `cannot-be-seen`: no signal on this machine tells; the caller has to wait as long as a request may take. */
export type Drained =
  | { readonly result: 'drained' }
  | { readonly result: 'still-in-flight'; readonly inFlight: InFlight }
  | { readonly result: 'cannot-be-seen' }

const tellEveryMs = 5_000

/** Waits until a pool that gets no new requests has none in flight. @throws AppcmdFailed; the signal's reason */
export async function drain(
  log: Log,
  pool: string,
  { limitMs, intervalMs = 500, zeros = 3, signal }: DrainOptions,
): Promise<Drained> {
  const startedAt = performance.now()
  let quietLooks = 0
  let toldAtMs = Number.NEGATIVE_INFINITY
  for (;;) {
    const inFlight = await requestsInFlight(log, pool)
    const elapsedMs = performance.now() - startedAt
    if (inFlight.requests === 'unsupported') return { result: 'cannot-be-seen' }
    quietLooks = isQuiet(inFlight) ? quietLooks + 1 : 0
    if (quietLooks >= zeros) return { result: 'drained' }
    if (quietLooks === 0 && elapsedMs - toldAtMs >= tellEveryMs) {
      log.info(
        `Pool "${pool}" still has ${told(inFlight)}; ${Math.round(elapsedMs / 1000)} of ${Math.round(limitMs / 1000)} s.`,
      )
      log.progress(Math.min(99, Math.floor((100 * elapsedMs) / limitMs)), `${told(inFlight)} of "${pool}" in flight`)
      toldAtMs = elapsedMs
    }
    // What is quiet at the limit is looked at as often as it takes: a short limit must not call nothing "still in flight".
    if (elapsedMs >= limitMs && quietLooks === 0) return { result: 'still-in-flight', inFlight }
    await pauseUnless(signal, quietLooks > 0 ? intervalMs : Math.min(intervalMs, limitMs - elapsedMs))
  }
}

const isQuiet = ({ requests, queued }: InFlight) => requests === 0 && (queued === 0 || queued === 'unsupported')

const told = ({ requests, queued }: InFlight) =>
  `${requests} ${requests === 1 ? 'request' : 'requests'}${queued === 0 || queued === 'unsupported' ? '' : ` and ${queued} queued`}`
