import { writeSync } from 'node:fs'

const fullPipe = new Int32Array(new SharedArrayBuffer(4))
const pauseMs = 5

/**
 * Writes all of a text to standard output before it returns. Not `process.stdout`, which takes several milliseconds to load and
 * writes later on Windows (https://nodejs.org/docs/latest-v20.x/api/process.html#a-note-on-process-io): lines could be missing at
 * the end. When nobody reads any more, this process ends: what it would do next could not be told.
 */
export function writeOutput(text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE' || code === 'EOF') process.exit(1)
      if (code !== 'EAGAIN') throw error
      Atomics.wait(fullPipe, 0, 0, pauseMs)
    }
  }
}
