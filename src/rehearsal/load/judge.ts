import type { Answer } from './exchange.js'
import type { LossReason } from './sample.js'

export type Expected = {
  readonly releaseHeader: string | undefined
  /** The checksum that the answer has to tell, of the body that was posted. */
  readonly sha256: string | undefined
}

/** What is wrong with an answer, or undefined: nothing. */
export function judge(answer: Answer, { releaseHeader, sha256 }: Expected): Fault | undefined {
  const { status = 0, failure } = answer
  if (failure) return failure
  if (status < 200 || status > 299) return { reason: 'status', error: `status ${status}` }

  const body = jsonIn(answer)
  if (body === undefined) return { reason: 'truncated', error: 'the body is not the JSON that its header says' }
  if (sha256 !== undefined && body.sha256 !== sha256)
    return { reason: 'truncated', error: 'the answer does not tell the checksum of what was posted' }

  if (releaseHeader === undefined) return
  const release = answer.headers[releaseHeader.toLowerCase()]
  if (release === undefined) return { reason: 'mixed', error: `no ${releaseHeader} header: neither release answered` }
  if (body.release !== undefined && body.release !== release)
    return { reason: 'mixed', error: `${release} in the header, ${body.release} in the body` }
  return
}

export type Fault = { readonly reason: LossReason; readonly error: string }

/** The body if it is a JSON object, {} if it does not claim to be one, undefined if it claims to and is not. */
function jsonIn({ headers, body }: Answer): { sha256?: unknown; release?: unknown } | undefined {
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return {}
  try {
    return Object(JSON.parse(body.toString('utf8')))
  } catch {
    return undefined
  }
}
