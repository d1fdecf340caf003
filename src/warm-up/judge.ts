import { type Answer, requestProblem } from '../http/request.js'
import { accepts, shownStatuses } from '../http/statuses.js'
import type { WarmUpUrl } from './warm-up-url.js'

/** The header in which the application names its release, and the release that it must name. */
export type ReleaseCheck = { readonly header: string; readonly release: string }

/** What an answer means. `final`: waiting will not make it better. */
export type Verdict = { readonly good: true } | { readonly good: false; readonly why: string; readonly final: boolean }

const bad = (why: string, final = false): Verdict => ({ good: false, why, final })

function unexpectedStatus(url: WarmUpUrl, answer: Answer): Verdict {
  const { status, headers } = answer
  const wanted = `(expected ${shownStatuses(url.statuses)})`
  if (status === 401)
    return bad(`answers 401 ${wanted}: it asks for credentials. Name a path that anonymous users may read.`, true)
  if (status === 403) return bad(`answers 403 ${wanted}: forbidden. Name a path that anonymous users may read.`, true)
  if (status === 404)
    return bad(`answers 404 ${wanted}: there is no such page, or no binding for this host name. Check the path.`, true)
  if (status >= 300 && status < 400)
    return bad(
      `answers ${status} ${wanted}: a redirect to ${headers.location ?? 'nowhere'}. Name that path, send "X-Forwarded-Proto: https", or accept ${status}.`,
      true,
    )
  return bad(`answers ${status} ${wanted}`)
}

/** Node's codes for a certificate that is not accepted: it will not be in a minute either. */
const ofCertificate = /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF))/

/** What it means that there was no answer. @see https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
export function judgeError(error: unknown): Verdict {
  const problem = requestProblem(error)
  return ofCertificate.test(problem)
    ? bad(
        `has a certificate that is not accepted (${problem}). Give its authority (BG.Authorities), or accept any certificate (BG.AnyCertificate).`,
        true,
      )
    : bad(`gives no answer: ${problem}`)
}

/** Whether one answer is what a warm slot gives, apart from its latency. */
export function judge(url: WarmUpUrl, answer: Answer, release: ReleaseCheck | undefined): Verdict {
  if (!accepts(url.statuses, answer.status)) return unexpectedStatus(url, answer)
  if (url.text && !answer.body.includes(url.text)) return bad(`answers ${answer.status} without the text "${url.text}"`)
  if (release) {
    const told = answer.headers[release.header.toLowerCase()]
    if (told !== release.release)
      return bad(`names the release "${told ?? ''}" in ${release.header} instead of "${release.release}"`)
  }
  return { good: true }
}
