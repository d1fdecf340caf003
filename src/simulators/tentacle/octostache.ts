import { NotSimulated } from './not-simulated.js'

/** `#{A.B[c][#{D}]}`: `.a`, `.b`, `[c]`, then the reference to D; names compare without case. */
export type Reference = { readonly source: string; readonly steps: readonly (string | Reference)[] }

const identifier = /[\p{L}\p{Nd}\s_\-:/~()]+/uy
const statement = /\s*(?:(?:if|unless|each|calc)\s|\|)[^}]*\}/iy

/**
 * Splits a text into literal parts and plain references; `##{` stands for a literal `#{`.
 * @param broken what an expression that cannot be parsed does: `keep` makes it literal text (files), `give-up` the whole text (variables)
 * @returns undefined when the text gives up; Octostache then takes the value as it is
 * @throws NotSimulated on conditions, loops, calculations and filters
 * @see https://octopus.com/docs/projects/variables/variable-substitutions
 */
export function parseOctostache(text: string, broken: 'keep' | 'give-up'): (string | Reference)[] | undefined {
  const parts: (string | Reference)[] = []
  let from = 0
  for (let at = text.indexOf('#'); at !== -1; at = text.indexOf('#', from)) {
    parts.push(text.slice(from, at))
    const read = readHash(text, at)
    if (read === undefined && broken === 'give-up') return undefined
    parts.push(read?.part ?? '#{')
    from = read?.end ?? at + 2
  }
  parts.push(text.slice(from))
  return parts
}

/** Reads a variable's name as the path that a reference walks; undefined when no reference can name it. */
export function parsePath(name: string): string | undefined {
  const path = readPath(name, 0)
  return path?.end === name.length && path.steps.every((step) => typeof step === 'string')
    ? path.steps.join('')
    : undefined
}

type Read = { part: string | Reference; end: number }

function readHash(text: string, at: number): Read | undefined {
  if (text.startsWith('###{', at)) return { part: '#', end: at + 2 }
  if (text.startsWith('##{', at)) return { part: '#{', end: at + 3 }
  if (!text.startsWith('#{', at)) return { part: text.slice(at, at + 2), end: at + 2 }
  return readReference(text, at)
}

function readReference(text: string, at: number): { part: Reference; end: number } | undefined {
  if (!text.startsWith('#{', at) || text[at + 2] === '/') return undefined
  if (matchAt(statement, text, at + 2)) throw new NotSimulated(`Octostache's "${excerpt(text, at)}"`)
  const path = readPath(text, at + 2)
  const end = path?.end ?? at + 2
  if (text[end] === '|' && text.includes('}', end))
    throw new NotSimulated(`Octostache's filter in "${excerpt(text, at)}"`)
  if (path === undefined || text[end] !== '}') return undefined
  return { part: { source: text.slice(at, end + 1), steps: path.steps }, end: end + 1 }
}

function readPath(text: string, at: number): { steps: (string | Reference)[]; end: number } | undefined {
  const steps: (string | Reference)[] = []
  let end = at
  for (let first = true; first || text[end] === '.' || text[end] === '['; first = false) {
    if (!first && text[end] === '[') {
      const index = readIndex(text, end)
      if (index === undefined) return undefined
      steps.push(index.step)
      end = index.end
    } else {
      const name = matchAt(identifier, text, first ? end : end + 1)
      if (name === undefined || name.trim() === '') return undefined
      steps.push(`.${name.trim().toLowerCase()}`)
      end += name.length + (first ? 0 : 1)
    }
  }
  return { steps, end }
}

function readIndex(text: string, at: number): { step: string | Reference; end: number } | undefined {
  const nested = readReference(text, at + 1)
  if (nested && text[nested.end] === ']') return { step: nested.part, end: nested.end + 1 }
  let depth = 0
  for (let end = at; end < text.length; end++) {
    if (text[end] === '[') depth++
    if (text[end] === ']' && --depth === 0) {
      const index = text
        .slice(at + 1, end)
        .trim()
        .toLowerCase()
      if (index === '*') throw new NotSimulated(`Octostache's index "${excerpt(text, at)}"`)
      return { step: `[${index}]`, end: end + 1 }
    }
  }
  return undefined
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

const excerpt = (text: string, at: number) => text.slice(at, at + 60).split('\n')[0]
