import { answersFirst, answersMap, marked, snippetAnswer } from './nginx-question.js'
import { forNginx, type NginxServer, serverBlock, snippetMark, upstreamBlock } from './nginx-server-block.js'

export type NginxSnippet = NginxServer & {
  readonly ports: readonly [number, number]
  readonly flag: string
}

const upstreamName = (name: string, port: number) => `bluegreen_${name.replace(/[^A-Za-z0-9]/g, '_')}_${port}`

const upstream = (name: string, port: number) => upstreamBlock(upstreamName(name, port), `127.0.0.1:${port}`)

/**
 * A server block in front of two slots. The file of the flag decides at each request; there is nothing to reload.
 * `open_file_cache` is off in it: it would delay the flip and let workers disagree.
 * @see https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if
 */
export function nginxSnippet(snippet: NginxSnippet): string {
  const [first, second] = snippet.ports
  // Short, whatever the application is called: NGINX refuses names of variables beyond some 40 characters.
  const [upgrade, answer] = [`$bluegreen_${first}_connection`, `$bluegreen_${first}_answer`]
  return marked(
    (mark) => `${snippetMark(snippet.name)} Changes made by hand are noticed, and not overwritten.
${upstream(snippet.name, first)}
${upstream(snippet.name, second)}
${answersMap(answer, { snippet: snippetAnswer(mark) })}
${serverBlock(snippet, {
  first: answersFirst(answer),
  decides: [
    'open_file_cache off;',
    '',
    `set $bg_port ${first};`,
    `set $bg_upstream ${upstreamName(snippet.name, first)};`,
    `if (-f ${forNginx(snippet.flag)}) {`,
    `    set $bg_port ${second};`,
    `    set $bg_upstream ${upstreamName(snippet.name, second)};`,
    '}',
  ],
  upstream: '$bg_upstream',
  port: '$bg_port',
  upgrade,
})}`,
  )
}
