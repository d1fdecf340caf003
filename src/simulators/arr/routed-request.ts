import type { IncomingMessage } from 'node:http'
import type { ServerConfiguration, SiteInfo } from '../iis/site-module.js'
import { encodePath, encodeQuery } from './encode-url.js'
import { type Rewritten, rewrite } from './rewrite.js'
import type { RewriteRules } from './rewrite-rule.js'
import { isOfTheUrl, serverVariable } from './server-variables.js'

export type Routed = Rewritten & {
  /** Path and query as they go on, encoded; only where the outcome is a URL. */
  target: string
}

/**
 * What the global rules and then the site's own make of a request.
 * @returns also whether that follows from the requested URL alone
 * @throws RewriteError; URIError for a URL that http.sys refuses
 */
export function routeRequest(
  site: SiteInfo,
  req: IncomingMessage,
  server: ServerConfiguration,
  rulesInOrder: readonly RewriteRules[],
): { value: Routed; cacheable: boolean } {
  const [rawPath = '/', ...rest] = (req.url ?? '/').split('?')
  let cacheable = true
  let routed: Routed = {
    headers: {},
    outcome: { type: 'url', path: decodeURIComponent(rawPath), query: rest.join('?'), rewritten: false },
    target: req.url ?? '/',
  }
  for (const rules of rulesInOrder) {
    const { outcome } = routed
    if (outcome.type !== 'url') break
    const next = rewrite(rules.rules, {
      path: outcome.path,
      query: outcome.query,
      allowedServerVariables: server.allowedServerVariables,
      variable: (name, path, query) => {
        cacheable &&= isOfTheUrl(name)
        return serverVariable(name, site, req, path, query)
      },
    })
    const headers = { ...routed.headers, ...next.headers }
    routed = {
      headers,
      outcome: carriedOn(outcome.rewritten, next.outcome),
      target: target(next, rules) ?? routed.target,
    }
  }
  return { value: routed, cacheable }
}

function carriedOn(rewritten: boolean, outcome: Rewritten['outcome']): Rewritten['outcome'] {
  return outcome.type === 'url' ? { ...outcome, rewritten: rewritten || outcome.rewritten } : outcome
}

function target({ outcome }: Rewritten, rules: RewriteRules): string | undefined {
  if (outcome.type !== 'proxy' && !(outcome.type === 'url' && outcome.rewritten)) return undefined
  const path = encodePath(outcome.path, rules.useOriginalUrlEncoding)
  return outcome.query === '' ? path : `${path}?${encodeQuery(outcome.query)}`
}
