import { answersFirst, answersMap, marked, snippetAnswer } from './nginx-question.js'
import { forNginx, type NginxServer, serverBlock, snippetMark, upstreamBlock } from './nginx-server-block.js'

export type NginxReloadSnippet = NginxServer & {
  /** Of the upstream, and the beginning of all variables: short, as NGINX wants them, and no other application's. */
  readonly key: string
  /** The file that a switch replaces. */
  readonly upstreamFile: string
  /** Whether this NGINX knows `keepalive_min_timeout` (1.27.4). */
  readonly keepsConnections: boolean
}

/** What NGINX says when it is asked which port the configuration that it has loaded names. */
const answerMark = 'bluegreen'

/** The port that NGINX says it has loaded; undefined: this answer is not its. */
export function loadedPortIn(body: string): number | 'none' | undefined {
  const [, port] = new RegExp(`^${answerMark} (none|\\d{1,5})$`).exec(body) ?? []
  return port === undefined ? undefined : port === 'none' ? port : Number(port)
}

/** Somebody with other wishes has written a line of his own. */
const isKeepAliveLine = (line: string) => line.startsWith('keepalive_min_timeout ')

/**
 * A server block in front of one upstream, which lies in a file of its own. It answers the questions which port, and which text, is
 * loaded.
 * @see https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_min_timeout
 */
export const nginxReloadSnippet = (snippet: NginxReloadSnippet): string =>
  marked(
    (mark) => `${snippetMark(snippet.name)} Changes made by hand are noticed, and not overwritten.
include ${forNginx(snippet.upstreamFile)};

${answersMap(`$${snippet.key}_answer`, {
  loaded: `${answerMark} $${snippet.key}_port`,
  snippet: snippetAnswer(mark),
})}
${serverBlock(snippet, {
  first: answersFirst(`$${snippet.key}_answer`),
  decides:
    snippet.keepsConnections && !snippet.serverLines.some(isKeepAliveLine) ? ['keepalive_min_timeout 5s;', ''] : [''],
  upstream: snippet.key,
  port: `$${snippet.key}_port`,
  upgrade: `$${snippet.key}_connection`,
})}`,
  )

/** @param port undefined: no slot yet, and NGINX answers 502 */
export const upstreamFileText = (key: string, port: number | undefined): string =>
  `# Replaced as a whole by the step "Blue-Green - Switch NGINX"; made right by "Prepare Router" when it is missing.
${upstreamBlock(key, port === undefined ? '127.0.0.1:1 down' : `127.0.0.1:${port}`)}
map '' $${key}_port {
    default ${port ?? 'none'};
}
`

/** The port that such a file names; undefined where it is not as this step writes it. */
export function portInUpstreamFile(key: string, text: string): number | 'none' | undefined {
  const [, named] = /^ {4}default (none|\d{1,5});$/m.exec(text) ?? []
  const port = named === undefined ? undefined : named === 'none' ? named : Number(named)
  return text === upstreamFileText(key, port === 'none' ? undefined : port) ? port : undefined
}
