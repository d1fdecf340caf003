import { readFileSync } from 'node:fs'
import { retryBusy } from '../machine/retry-busy.js'

/**
 * A file's text; undefined when there is no such file. Windows may refuse a reader while another process
 * replaces the file, or keeps it to itself: that is waited out.
 * Read at once: the files are small, and asking the thread pool takes longer than reading them.
 * @throws the file system's own error for anything else: what cannot be read is never "nothing there"
 */
export async function readIfThere(file: string): Promise<string | undefined> {
  return retryBusy(async () => readFileSync(file, 'utf8')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
