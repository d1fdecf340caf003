import { setTimeout as pause } from 'node:timers/promises'

// Windows answers EPERM and EACCES for a file that is open elsewhere; on other systems they do not pass by themselves.
const onWindows: readonly string[] = ['EBUSY', 'EPERM', 'EACCES', 'ENOTEMPTY']
const elsewhere: readonly string[] = ['EBUSY', 'ENOTEMPTY']

/** For one file: a virus scanner looks at it for seconds, a reader of a configuration for less. */
const fileLimitMs = 10_000
const intervalMs = 50

/** Whether an error of a file operation may pass by itself: somebody has the file open for the moment. */
export function isBusy(error: unknown, platform: NodeJS.Platform = process.platform): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return (platform === 'win32' ? onWindows : elsewhere).includes(code)
}

/**
 * Does `action` again while the file it works on is busy.
 * @param limitMs from the first failure, default 10 s; then the last error is thrown, with how long it was tried as `triedMs`
 * @param onWait told the first error, before it is waited
 */
export async function retryBusy<T>(
  action: () => Promise<T>,
  { limitMs = fileLimitMs, onWait }: { limitMs?: number; onWait?: (error: Error) => void } = {},
): Promise<T> {
  let startedAt: number | undefined
  for (;;) {
    try {
      return await action()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (startedAt === undefined) {
        startedAt = performance.now()
        onWait?.(error as Error)
      }
      const triedMs = performance.now() - startedAt
      if (triedMs >= limitMs) throw Object.assign(error as Error, { triedMs })
      // By chance earlier or later, or two that open a file in turn would meet each time. At first soon: most are done in a moment.
      await pause(Math.random() * Math.min(intervalMs, 1 + triedMs))
    }
  }
}
