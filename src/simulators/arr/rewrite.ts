import { statSync } from 'node:fs'
import { matchPattern } from './match-pattern.js'
import { RewriteError } from './rewrite-error.js'
import type { RewriteAction, RewriteCondition, RewriteRule } from './rewrite-rule.js'
import { type Lookup, rewriteText } from './rewrite-text.js'

export type RewriteInput = {
  /** Decoded, with its leading slash. */
  path: string
  /** Without the question mark, as it came. */
  query: string
  variable(name: string, path: string, query: string): string | undefined
  allowedServerVariables: readonly string[]
}

/** Request headers (in lower case) that rules have set; an empty value takes the header away. */
export type SetHeaders = Record<string, string>

export type Rewritten = {
  headers: SetHeaders
  /** How it ends: an answer of the module's own, a URL to go on with (`rewritten` = not the requested one), or neither. */
  outcome:
    | { type: 'url'; path: string; query: string; rewritten: boolean }
    | { type: 'proxy'; host: string; path: string; query: string }
    | { type: 'redirect'; location: string; statusCode: number }
    | Extract<RewriteAction, { type: 'CustomResponse' | 'AbortRequest' }>
}

/**
 * Applies rules in their order, as URL Rewrite does; an absolute http URL ends it.
 * @throws RewriteError (500.50): a bad pattern or reference, a server variable that is not allowed
 */
export function rewrite(rules: readonly RewriteRule[], input: RewriteInput): Rewritten {
  const headers: SetHeaders = {}
  let { path, query } = input
  let rewritten = false
  for (const rule of rules) {
    const captures = matchRule(rule, path, (name) => variable(input, name, path, query))
    if (!captures) continue
    const fill = (text: string) => rewriteText(text, captures)
    for (const { name, value, replace } of rule.serverVariables) {
      const header = settableHeader(name, input.allowedServerVariables)
      if (replace || !input.variable(name, path, query)) headers[header] = fill(value)
    }
    const { action } = rule
    if (action.type === 'AbortRequest' || action.type === 'CustomResponse') return { headers, outcome: action }
    if (action.type === 'Rewrite' || action.type === 'Redirect') {
      const url = withQuery(fill(action.url), action.appendQueryString ? query : '')
      if (action.type === 'Redirect') {
        return { headers, outcome: { type: 'redirect', location: url, statusCode: action.statusCode } }
      }
      const absolute = /^(https?):\/\/([^/?]+)([^?]*)\??(.*)$/is.exec(url)
      if (absolute) {
        const [, scheme, host = '', target = '', targetQuery = ''] = absolute
        if (scheme?.toLowerCase() === 'https') throw new RewriteError('A rewrite to https is not simulated')
        return { headers, outcome: { type: 'proxy', host, path: target || '/', query: targetQuery } }
      }
      const [target = '', ...rest] = url.split('?')
      path = target.startsWith('/') ? target : `/${target}`
      query = rest.join('?')
      rewritten = true
    }
    if (rule.stopProcessing) break
  }
  return { headers, outcome: { type: 'url', path, query, rewritten } }
}

function variable(input: RewriteInput, name: string, path: string, query: string): string {
  const value = input.variable(name, path, query)
  if (value === undefined) throw new RewriteError(`The server variable "${name}" is unknown`)
  return value
}

function matchRule(rule: RewriteRule, path: string, readVariable: Lookup['variable']): Lookup | undefined {
  const { url, ignoreCase, negate } = rule.match
  const found = matchPattern(path.slice(1), url, rule.patternSyntax, ignoreCase)
  if ((found === undefined) !== negate) return undefined
  const lookup: Lookup = { ruleCaptures: found ?? [], conditionCaptures: [], variable: readVariable }
  if (rule.conditions.length === 0) return lookup
  const all = rule.logicalGrouping === 'MatchAll'
  for (const condition of rule.conditions) {
    const matched = matchCondition(condition, rule, rewriteText(condition.input, lookup))
    if (!matched && all) return undefined
    if (matched) lookup.conditionCaptures = matched
    if (matched && !all) return lookup
  }
  return all ? lookup : undefined
}

function matchCondition(condition: RewriteCondition, rule: RewriteRule, text: string): string[] | undefined {
  const { matchType, pattern, ignoreCase, negate } = condition
  if (matchType === 'Pattern') {
    const found = matchPattern(text, pattern, rule.patternSyntax, ignoreCase)
    if (negate) return found ? undefined : []
    return found
  }
  const stat = statSync(text, { throwIfNoEntry: false })
  const there = matchType === 'IsFile' ? stat?.isFile() : stat?.isDirectory()
  return (there ?? false) === negate ? undefined : []
}

/** Only request headers can be set before a request is routed: `HTTP_X_Y` is the header `x-y`. */
function settableHeader(name: string, allowed: readonly string[]): string {
  if (!allowed.some((one) => one.toUpperCase() === name.toUpperCase())) {
    throw new RewriteError(
      `The server variable "${name}" is not allowed to be set. Add the server variable name to the allowed server variable list.`,
    )
  }
  if (!/^HTTP_[A-Z0-9_]+$/i.test(name)) throw new RewriteError(`Setting the server variable "${name}" is not simulated`)
  return name.slice('HTTP_'.length).toLowerCase().replaceAll('_', '-')
}

function withQuery(url: string, query: string): string {
  if (query === '') return url
  return `${url}${url.includes('?') ? '&' : '?'}${query}`
}
