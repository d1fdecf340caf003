import { createHash } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'

export type Download = {
  readonly release: string
  readonly bytes: number
  /** The last line holds the hash of everything before it. */
  readonly whole: boolean
  /** Milliseconds since 1970. */
  readonly endedAt: number
}

/** Begins a download of the sample application through a router; resolves when its first bytes have come. */
export async function beginDownload(port: number, seconds: number): Promise<{ readonly ended: Promise<Download> }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: `/download?bytes=50000&seconds=${seconds}`, agent: false }, resolve).on(
      'error',
      reject,
    )
  })
  const chunks: Buffer[] = []
  const ended = new Promise<Download>((resolve) => {
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.once('close', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const [, before = '', hash] = /^([\s\S]*)sha256 ([0-9a-f]{64})\n$/.exec(text) ?? []
      resolve({
        release: String(response.headers['x-release'] ?? ''),
        bytes: text.length,
        whole: hash !== undefined && createHash('sha256').update(before).digest('hex') === hash,
        endedAt: Date.now(),
      })
    })
  })
  await new Promise((resolve) => response.once('data', resolve))
  return { ended }
}
