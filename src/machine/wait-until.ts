import { pauseUnless } from './pause-unless.js'
import { WaitTimeout } from './wait-timeout.js'

/** A look that takes no notice of `remainingMs` is given up this long after the limit. */
const graceMs = 1_000

/** @param remainingMs until the limit, at least 1. @param tell what was seen, for the error and for `onWait` */
export type Probe<T> = (remainingMs: number, tell: (seen: string) => void) => Promise<T | undefined>

/**
 * Looks, at least once, until there is something to see, and returns it.
 * @param what completes "Waited for ...", such as "pool X to stop"
 * @param limitMs for the whole wait; `intervalMs` between two looks
 * @param onWait called before each pause
 * @throws WaitTimeout; what the probe throws before the limit; the signal's reason
 */
export async function waitUntil<T>(
  what: string,
  limitMs: number,
  intervalMs: number,
  probe: Probe<T>,
  { signal, onWait }: { signal?: AbortSignal; onWait?: (elapsedMs: number, lastSeen: string) => void } = {},
): Promise<T> {
  const startedAt = performance.now()
  const remainingMs = () => limitMs - (performance.now() - startedAt)
  let lastSeen = ''
  const tell = (seen: string) => {
    lastSeen = seen
  }
  for (;;) {
    signal?.throwIfAborted()
    const look = probe(Math.max(1, Math.round(remainingMs())), tell)
    try {
      const found = await orGiveUp(look, Math.max(0, remainingMs()) + graceMs, signal)
      if (found !== undefined) return found
    } catch (cause) {
      if (signal?.aborted || remainingMs() > 0) throw cause
      throw new WaitTimeout({ what, limitMs, lastSeen, cause })
    }
    const leftMs = remainingMs()
    if (leftMs <= 0) throw new WaitTimeout({ what, limitMs, lastSeen })
    onWait?.(limitMs - leftMs, lastSeen)
    await pauseUnless(signal, Math.min(intervalMs, leftMs))
  }
}

async function orGiveUp<T>(look: Promise<T>, afterMs: number, signal: AbortSignal | undefined): Promise<T> {
  const over = new AbortController()
  const givenUp = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error('The last look did not end.')), afterMs)
    const abort = () => reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    over.signal.addEventListener('abort', () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    })
  })
  return Promise.race([look, givenUp]).finally(() => over.abort())
}
