/** A rule of URL Rewrite as data, its schema's defaults filled in. */
export type RewriteRule = {
  name: string
  stopProcessing: boolean
  patternSyntax: PatternSyntax
  match: { url: string; ignoreCase: boolean; negate: boolean }
  logicalGrouping: 'MatchAll' | 'MatchAny'
  conditions: RewriteCondition[]
  serverVariables: { name: string; value: string; replace: boolean }[]
  action: RewriteAction
}

export type RewriteRules = {
  rules: RewriteRule[]
  /** Default true; false passes a rewritten URL on without encoding it again (URL Rewrite 2.1). */
  useOriginalUrlEncoding: boolean
}

export type PatternSyntax = 'ECMAScript' | 'Wildcard' | 'ExactMatch'

export type RewriteCondition = {
  input: string
  matchType: 'Pattern' | 'IsFile' | 'IsDirectory'
  pattern: string
  ignoreCase: boolean
  negate: boolean
}

export type RewriteAction =
  | { type: 'None' }
  | { type: 'AbortRequest' }
  | { type: 'Rewrite'; url: string; appendQueryString: boolean }
  | { type: 'Redirect'; url: string; appendQueryString: boolean; statusCode: number }
  | { type: 'CustomResponse'; statusCode: number; statusReason: string; statusDescription: string }
