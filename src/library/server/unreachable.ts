import { OctopusFailed } from '../octopus-failed.js'

const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME/

/** Whether there is no sense in trying again. */
export const isFinal = (code: string) =>
  certificateCodes.test(code) || code === 'ENOTFOUND' || code === 'ERR_SSL_WRONG_VERSION_NUMBER'

function todoFor(code: string): string {
  if (certificateCodes.test(code))
    return 'If the server has a certificate of a private authority, give that authority with --ca FILE or NODE_EXTRA_CA_CERTS.'
  if (code === 'ENOTFOUND') return 'Check the name in OCTOPUS_URL or --server.'
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'Does the server speak http, not https, on this port?'
  return 'Check that the server runs and that this machine reaches it (HTTPS_PROXY and NO_PROXY are followed), then run the command again.'
}

/** The server, or a proxy before it, gave no usable answer to a request, however often it was tried. */
export class Unreachable extends OctopusFailed {
  constructor(told: {
    server: string
    what: string
    why: string
    code: string
    attempts: number
    write: boolean
    cause?: unknown
  }) {
    const times = told.attempts === 1 ? '' : ` (${told.attempts} attempts)`
    super({
      happened: `${told.server} did not answer "${told.what}"${times}: ${told.why}.`,
      untouched: told.write
        ? 'Whether the server has done what this request says is not known.'
        : 'This request only reads; what was written before it stays.',
      todo: told.write
        ? `${todoFor(told.code)} It looks at the server first, and does only what is missing.`
        : todoFor(told.code),
      cause: told.cause,
    })
  }
}
