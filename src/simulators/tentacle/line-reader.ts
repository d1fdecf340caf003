import type { Readable } from 'node:stream'

/**
 * Hands on each line of a stream, and the rest at its end, without line ends.
 * @param encoding `oem`: what a Windows code page would make of bytes outside ASCII, a `?` each
 */
export function readLines(stream: Readable, encoding: 'utf8' | 'oem', onLine: (line: string) => void): void {
  const decoder = new TextDecoder(encoding === 'utf8' ? 'utf-8' : 'latin1')
  const decode = (bytes?: Uint8Array) =>
    encoding === 'utf8'
      ? decoder.decode(bytes, { stream: bytes !== undefined })
      : Buffer.from(bytes ?? [])
          .toString('latin1')
          .replace(/[^\0-\x7f]/g, '?')
  let pending: string[] = []
  const take = (text: string) => {
    const lines = text.split('\n')
    if (lines.length === 1) {
      pending.push(text)
      return
    }
    lines[0] = pending.join('') + lines[0]
    pending = [lines.pop() ?? '']
    for (const line of lines) onLine(line.replace(/\r$/, ''))
  }
  stream.on('data', (bytes: Uint8Array) => take(decode(bytes)))
  stream.on('close', () => {
    const rest = pending.join('') + decode()
    pending = []
    if (rest !== '') onLine(rest.replace(/\r$/, ''))
  })
  stream.on('error', () => {}) // a killed script's pipe
}
