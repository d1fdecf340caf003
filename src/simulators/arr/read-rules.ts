import type { ConfigurationElement } from './configuration-element.js'
import { ConfigurationError } from './configuration-error.js'
import type { RewriteAction, RewriteCondition, RewriteRule } from './rewrite-rule.js'

const patternSyntaxes = ['ECMAScript', 'Wildcard', 'ExactMatch'] as const
const redirectStatusCodes = { Permanent: 301, Found: 302, SeeOther: 303, Temporary: 307 } as const

/**
 * The rules of a `rewrite/rules` or `rewrite/globalRules` element, defaults filled in; disabled rules are left out.
 * @throws ConfigurationError, also for what URL Rewrite knows and this simulator does not (providers, response caching)
 * @see https://learn.microsoft.com/en-us/iis/extensions/url-rewrite-module/url-rewrite-module-configuration-reference
 */
export function readRules(section: ConfigurationElement): RewriteRule[] {
  const rules: (RewriteRule & { enabled: boolean })[] = []
  for (const element of section.children) {
    if (element.name === 'clear') rules.length = 0
    else if (element.name === 'remove') removeNamed(rules, element.only('name').text('name'))
    else if (element.name !== 'rule') throw element.error('Unrecognized element')
    else {
      const rule = readRule(element)
      if (rules.some(({ name }) => name === rule.name)) {
        throw element.error(
          `Cannot add duplicate collection entry of type 'rule' with unique key attribute 'name' set to '${rule.name}'`,
        )
      }
      rules.push(rule)
    }
  }
  return rules.filter(({ enabled }) => enabled)
}

function removeNamed(rules: { name: string }[], doomed: string): void {
  const at = rules.findIndex(({ name }) => name === doomed)
  if (at >= 0) rules.splice(at, 1)
}

function readRule(rule: ConfigurationElement): RewriteRule & { enabled: boolean } {
  rule.only('name', 'enabled', 'stopProcessing', 'patternSyntax')
  const known = ['match', 'conditions', 'serverVariables', 'action']
  const unknown = rule.children.find(({ name }) => !known.includes(name))
  if (unknown) throw unknown.error('Unrecognized element')
  const match = rule.named('match')[0]?.only('url', 'ignoreCase', 'negate')
  if (!match) throw new ConfigurationError(`The rule '${rule.text('name')}' has no 'match' element`)
  const conditions = rule.named('conditions')[0]?.only('logicalGrouping', 'trackAllCaptures')
  if (conditions?.flag('trackAllCaptures', false)) throw conditions.error('trackAllCaptures is not simulated')
  return {
    name: rule.text('name'),
    enabled: rule.flag('enabled', true),
    stopProcessing: rule.flag('stopProcessing', false),
    patternSyntax: rule.oneOf('patternSyntax', patternSyntaxes, 'ECMAScript'),
    match: { url: match.text('url'), ignoreCase: match.flag('ignoreCase', true), negate: match.flag('negate', false) },
    logicalGrouping: conditions?.oneOf('logicalGrouping', ['MatchAll', 'MatchAny'], 'MatchAll') ?? 'MatchAll',
    conditions: conditions?.named('add').map(readCondition) ?? [],
    serverVariables: rule.at('serverVariables/set').map((set) => ({
      name: set.only('name', 'value', 'replace').text('name'),
      value: set.text('value'),
      replace: set.flag('replace', true),
    })),
    action: readAction(rule.named('action')[0]),
  }
}

function readCondition(add: ConfigurationElement): RewriteCondition {
  add.only('input', 'pattern', 'matchType', 'ignoreCase', 'negate')
  const matchType = add.oneOf('matchType', ['Pattern', 'IsFile', 'IsDirectory'], 'Pattern')
  return {
    input: add.text('input'),
    matchType,
    pattern: matchType === 'Pattern' ? add.text('pattern') : '',
    ignoreCase: add.flag('ignoreCase', true),
    negate: add.flag('negate', false),
  }
}

function readAction(action: ConfigurationElement | undefined): RewriteAction {
  const type =
    action?.oneOf('type', ['None', 'Rewrite', 'Redirect', 'CustomResponse', 'AbortRequest'], 'None') ?? 'None'
  if (!action || type === 'None' || type === 'AbortRequest') return { type: type === 'AbortRequest' ? type : 'None' }
  if (type === 'CustomResponse') {
    action.only('type', 'statusCode', 'subStatusCode', 'statusReason', 'statusDescription')
    const statusCode = action.number('statusCode')
    if (statusCode < 100 || statusCode > 999) throw action.error("The 'statusCode' attribute is invalid: 100 to 999")
    return {
      type,
      statusCode,
      statusReason: action.text('statusReason', '').replace(/[^\x20-\x7e]/g, ' '),
      statusDescription: action.text('statusDescription', ''),
    }
  }
  action.only('type', 'url', 'appendQueryString', 'redirectType', 'logRewrittenUrl')
  const target = { url: action.text('url'), appendQueryString: action.flag('appendQueryString', true) }
  if (type === 'Rewrite') return { type, ...target }
  const kind = action.oneOf('redirectType', ['Permanent', 'Found', 'SeeOther', 'Temporary'], 'Permanent')
  return { type, ...target, statusCode: redirectStatusCodes[kind] }
}
