import { readFileSync } from 'node:fs'
import { retryBusy } from '../machine/retry-busy.js'

const limitMs = 2_000

/**
 * A file's text; undefined when there is no such file. Windows may refuse a reader for the moment in which another process
 * replaces the file: that is waited out.
 * Read at once: the files are small, and asking the thread pool takes longer than reading them.
 * @throws the file system's own error for anything else: what cannot be read is never "nothing there"
 */
export async function readIfThere(file: string): Promise<string | undefined> {
  return retryBusy(async () => readFileSync(file, 'utf8'), { limitMs }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
