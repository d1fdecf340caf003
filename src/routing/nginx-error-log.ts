import { open, readlink, stat } from 'node:fs/promises'

const mostBytes = 64 * 1024

/** NGINX's master writes to its first error_log through its standard error, too; undefined where that is no file. */
export async function errorLogOf(master: number): Promise<{ file: string; bytes: number } | undefined> {
  try {
    const file = await readlink(`/proc/${master}/fd/2`)
    const info = await stat(file)
    return info.isFile() ? { file, bytes: info.size } : undefined
  } catch {
    return undefined // no /proc, or a log that is none: it is read only to tell the reason
  }
}

/** What the log has got since. */
export async function addedTo({ file, bytes }: { file: string; bytes: number }): Promise<string> {
  try {
    const handle = await open(file, 'r')
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostBytes), 0, mostBytes, bytes)
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch {
    return ''
  }
}

/**
 * Why a master's reload has failed for good: the reason, without time and process id. A port that is taken is tried five times
 * before NGINX gives up, and may become free in between.
 */
export function reloadFailureIn(log: string, master: number): string | undefined {
  const lines = [...log.matchAll(new RegExp(`\\[emerg\\] ${master}#\\d+: (.*)$`, 'gm'))].map(([, what = '']) =>
    what.trim(),
  )
  if (!lines.some((line) => !line.startsWith('bind() to '))) return undefined
  return lines.find((line) => !line.startsWith('still could not bind')) ?? lines[0]
}
