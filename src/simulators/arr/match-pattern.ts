import { RewriteError } from './rewrite-error.js'
import type { PatternSyntax } from './rewrite-rule.js'

/**
 * The captures of a pattern in a text (the whole match first), or undefined when it does not match. Wildcards and exact
 * patterns cover the whole text, ECMAScript patterns any part of it.
 */
export function matchPattern(
  text: string,
  pattern: string,
  syntax: PatternSyntax,
  ignoreCase: boolean,
): string[] | undefined {
  const match = expression(pattern, syntax, ignoreCase).exec(text)
  return match ? Array.from(match, (capture) => capture ?? '') : undefined
}

function expression(pattern: string, syntax: PatternSyntax, ignoreCase: boolean): RegExp {
  const flags = ignoreCase ? 'i' : ''
  if (syntax === 'ExactMatch') return new RegExp(`^${literal(pattern)}$`, flags)
  if (syntax === 'Wildcard') return new RegExp(`^${pattern.split('*').map(literal).join('(.*)')}$`, flags)
  try {
    return new RegExp(pattern, flags)
  } catch (error) {
    throw new RewriteError(`The pattern "${pattern}" is not a valid ECMAScript expression`, { cause: error })
  }
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
