import { setTimeout as pause } from 'node:timers/promises'

// Windows answers EPERM and EACCES for a file that is open elsewhere; on other systems they do not pass by themselves.
const onWindows: readonly string[] = ['EBUSY', 'EPERM', 'EACCES', 'ENOTEMPTY']
const elsewhere: readonly string[] = ['EBUSY', 'ENOTEMPTY']

/** Whether an error of a file operation may pass by itself: somebody has the file open for the moment. */
export function isBusy(error: unknown, platform: NodeJS.Platform = process.platform): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return (platform === 'win32' ? onWindows : elsewhere).includes(code)
}

/**
 * Does `action` again while the file it works on is busy.
 * @param limitMs from the first failure; then the last error is thrown as it is. `intervalMs` default 50
 */
export async function retryBusy<T>(
  action: () => Promise<T>,
  { limitMs, intervalMs = 50 }: { limitMs: number; intervalMs?: number },
): Promise<T> {
  let deadline: number | undefined
  for (;;) {
    try {
      return await action()
    } catch (error) {
      if (!isBusy(error)) throw error
      deadline ??= performance.now() + limitMs
      if (performance.now() >= deadline) throw error
      await pause(intervalMs)
    }
  }
}
