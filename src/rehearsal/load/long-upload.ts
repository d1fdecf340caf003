import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { longAnswer } from './long-answer.js'
import type { LongTransfer } from './long-transfer.js'
import { targetUrl } from './target-url.js'

const chunkEveryMs = 100

/** An upload of known length in small pieces, evenly over its seconds: whole only if the answer tells its checksum. */
export async function longUpload(transfer: LongTransfer): Promise<void> {
  const { target, seconds, bytes, progress } = transfer
  const chunks = Math.max(1, Math.ceil((seconds * 1000) / chunkEveryMs))
  const headers = { 'Content-Length': bytes, 'Content-Type': 'application/octet-stream' }
  const answer = longAnswer(transfer, targetUrl(target, `/upload?seconds=${seconds}`), 'POST', headers)
  let over = false
  const answered = answer.body.finally(() => {
    over = true
  })
  const hash = createHash('sha256')
  const send = async () => {
    const startedAt = performance.now()
    for (let sent = 0; sent < chunks && !over; sent++) {
      const chunk = randomBytes(Math.floor((bytes * (sent + 1)) / chunks) - Math.floor((bytes * sent) / chunks))
      hash.update(chunk)
      answer.request.write(chunk)
      const dueMs = (sent + 1) * chunkEveryMs - (performance.now() - startedAt)
      await delay(Math.max(0, dueMs))
    }
    if (!over) answer.request.end()
  }
  const [body] = await Promise.all([answered, send()])
  const { release, sha256 } = JSON.parse(body.toString('utf8')) as { release?: string; sha256?: string }
  if (sha256 !== hash.digest('hex')) throw new Error('the answer does not tell the checksum of what was uploaded')
  if (progress.releaseBegin !== undefined && progress.releaseBegin !== release)
    throw new Error(`${progress.releaseBegin} in the upload's answer header, ${release} in its body`)
  progress.releaseBegin = release
  progress.releaseEnd = release
}
