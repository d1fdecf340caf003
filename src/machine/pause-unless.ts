import { setTimeout as pause } from 'node:timers/promises'

/** Waits so long. @throws the signal's reason, as soon as there is one */
export async function pauseUnless(signal: AbortSignal | undefined, ms: number): Promise<void> {
  signal?.throwIfAborted()
  await pause(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    throw signal?.reason ?? error
  })
}
