import { createHash } from 'node:crypto'
import { longAnswer } from './long-answer.js'
import type { LongTransfer } from './long-transfer.js'
import { targetUrl } from './target-url.js'

/** A download that the application streams evenly: whole only if its last line is the checksum of all before it. */
export async function longDownload(transfer: LongTransfer): Promise<void> {
  const { target, seconds, bytes, progress } = transfer
  const url = targetUrl(target, `/download?seconds=${seconds}&bytes=${bytes}`)
  const answer = longAnswer(transfer, url, 'GET')
  answer.request.end()
  const text = (await answer.body).toString('latin1')
  const parts = /^(release (\S+)\n[\s\S]*\nrelease (\S+)\n)sha256 (\w{64})\n$/.exec(text)
  if (!parts) throw new Error(`the download ended without its checksum after ${text.length} bytes`)
  const [, content = '', first, last, sha256] = parts
  if (createHash('sha256').update(content, 'latin1').digest('hex') !== sha256)
    throw new Error('the download does not have the checksum that it tells')
  if (progress.releaseBegin !== undefined && progress.releaseBegin !== first)
    throw new Error(`${progress.releaseBegin} in the download's header, ${first} in its first line`)
  progress.releaseBegin = first
  progress.releaseEnd = last
}
