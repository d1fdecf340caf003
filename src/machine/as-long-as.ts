import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits for something as long as something else holds.
 * @param holds asked at once and then so often; rejects when it no longer does; its signal says that nobody waits any more
 * @param wait ends when its signal says so
 * @throws what `holds` rejects with, through `wait`
 */
export async function asLongAs<T>(
  holds: (signal: AbortSignal) => Promise<unknown>,
  intervalMs: number,
  wait: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const watch = async () => {
    while (!over.signal.aborted) {
      await holds(over.signal).catch((why: unknown) => over.abort(why))
      await pause(intervalMs, undefined, { signal: over.signal }).catch(() => {})
    }
  }
  void watch()
  return wait(over.signal).finally(() => over.abort())
}
