import { RewriteError } from './rewrite-error.js'

/** What a `{…}` may stand for: `R:n`, `C:n`, or a server variable. */
export type Lookup = {
  ruleCaptures: readonly string[]
  conditionCaptures: readonly string[]
  variable(name: string): string
}

const functions: Record<string, (text: string) => string> = {
  ToLower: (text) => text.toLowerCase(),
  UrlEncode: encodeURIComponent,
  UrlDecode: decodeURIComponent,
}

/**
 * A rule's text with each `{…}` replaced; what is filled in is never read as a reference again.
 * @throws RewriteError for a reference that does not exist
 * @see https://learn.microsoft.com/en-us/iis/extensions/url-rewrite-module/url-rewrite-module-configuration-reference#using-back-references-in-rewrite-rules
 */
export function rewriteText(template: string, lookup: Lookup): string {
  let text = ''
  let at = 0
  while (at < template.length) {
    const open = template.indexOf('{', at)
    if (open < 0) return text + template.slice(at)
    const close = closingBrace(template, open)
    text += template.slice(at, open) + resolve(template.slice(open + 1, close), lookup)
    at = close + 1
  }
  return text
}

function closingBrace(template: string, open: number): number {
  let depth = 0
  for (let at = open; at < template.length; at++) {
    if (template[at] === '{') depth++
    if (template[at] === '}' && --depth === 0) return at
  }
  throw new RewriteError(`The expression "${template}" has an open brace without a closing one`)
}

function resolve(reference: string, lookup: Lookup): string {
  const capture = /^([RC]):(\d{1,2})$/.exec(reference)
  if (capture) {
    const captures = capture[1] === 'R' ? lookup.ruleCaptures : lookup.conditionCaptures
    const text = captures[Number(capture[2])]
    if (text === undefined) throw new RewriteError(`The expression "{${reference}}" is out of range`)
    return text
  }
  const call = /^(\w+):(.*)$/s.exec(reference)
  if (!call) return lookup.variable(reference)
  const apply = functions[call[1] ?? '']
  if (!apply) throw new RewriteError(`The rewrite map or provider "${call[1]}" is not simulated`)
  return apply(rewriteText(call[2] ?? '', lookup))
}
