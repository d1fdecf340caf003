import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { answerJson } from './answer-json.js'
import { wholeNumber } from './whole-number.js'

const chunkEveryMs = 100

/**
 * Streams `bytes` (default 100,000) evenly over `seconds` (default 1): a line `release <release>`, the bytes, the same
 * line again, and at last `sha256 <hex>` of everything before it.
 */
export async function download(release: string, response: ServerResponse, query: URLSearchParams): Promise<void> {
  let bytes: number
  let seconds: number
  try {
    bytes = wholeNumber(query.get('bytes') ?? '100000', 'bytes', 100_000_000)
    seconds = wholeNumber(query.get('seconds') ?? '1', 'seconds', 3600)
  } catch (error) {
    return answerJson(response, 400, { release, error: String(error) })
  }
  response.writeHead(200, { 'Content-Type': 'text/plain' })
  await pipeline(Readable.from(withChecksum(evenly(release, bytes, 1000 * seconds))), response)
}

async function* evenly(release: string, bytes: number, ms: number): AsyncGenerator<Buffer> {
  yield Buffer.from(`release ${release}\n`)
  const startedAt = performance.now()
  for (let sent = 0, elapsedMs = 0; sent < bytes || elapsedMs < ms; ) {
    await delay(Math.min(chunkEveryMs, Math.max(0, ms - elapsedMs)))
    elapsedMs = performance.now() - startedAt
    const due = elapsedMs >= ms ? bytes : Math.floor((bytes * elapsedMs) / ms)
    yield Buffer.alloc(due - sent, '.')
    sent = due
  }
  yield Buffer.from(`\nrelease ${release}\n`)
}

async function* withChecksum(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
  yield Buffer.from(`sha256 ${hash.digest('hex')}\n`)
}
