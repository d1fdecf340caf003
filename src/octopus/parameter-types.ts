import * as z from 'zod/mini'

type Parsed<T> = z.ZodMiniType<T, string>

/** Text in, value or problem out, by a function. A problem continues the sentence `<label> (<name>) …`. */
export function parsed<T>(parse: (text: string, problem: (told: string) => never) => T): Parsed<T> {
  return z.pipe(
    z.string(),
    z.transform((text: string, context) => {
      try {
        return parse(text, (told) => {
          throw new Problem(told)
        })
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        context.issues.push({ code: 'custom', message: error.message, input: text })
        return z.NEVER
      }
    }),
  ) as unknown as Parsed<T>
}

class Problem extends Error {}

/** At most this many characters in one parameter. */
const longestText = 32_768

/** Any text on one line, blanks around it dropped. */
export const text = ({ pattern, rule, longest = 1_000 }: { pattern?: RegExp; rule?: string; longest?: number } = {}) =>
  parsed((value, problem) => {
    const trimmed = value.trim()
    if (trimmed.length > longest) problem(`is ${trimmed.length} characters long; at most ${longest} are possible`)
    if (/[\r\n]/.test(trimmed)) problem('has more than one line')
    if (/[\x00-\x1f\x7f]/.test(trimmed)) problem('holds a control character')
    if (pattern && !pattern.test(trimmed)) problem(rule ?? `does not match ${pattern.source}`)
    return trimmed
  })

/** A secret: taken to the letter. */
export const secret = () => parsed((value) => value)

/** `undefined` when not given. */
export const optional = <T>(schema: Parsed<T>): Parsed<T | undefined> =>
  z.pipe(
    z.string(),
    z.transform((value: string, context) => {
      if (value.trim() === '') return undefined
      const result = z.safeParse(schema, value)
      if (result.success) return result.data
      for (const issue of result.error.issues)
        context.issues.push({ code: 'custom', message: issue.message, input: value })
      return z.NEVER
    }),
  ) as unknown as Parsed<T | undefined>

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

/** `500ms`, `30s`, `2m`, `1h`, as milliseconds. A number without a unit is refused. */
export const duration = ({ leastMs = 0, mostMs = 24 * unitMs.h }: { leastMs?: number; mostMs?: number } = {}) =>
  parsed((value, problem) => {
    const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h)$/.exec(value.trim())
    if (!match) return problem('is not a duration: a number with ms, s, m or h')
    const ms = Math.round(Number(match[1]) * unitMs[match[2] as keyof typeof unitMs])
    if (ms < leastMs || ms > mostMs) problem(`must be between ${shownMs(leastMs)} and ${shownMs(mostMs)}`)
    return ms
  })

const shownMs = (ms: number) =>
  ms >= unitMs.h && ms % unitMs.h === 0
    ? `${ms / unitMs.h}h`
    : ms >= unitMs.m && ms % unitMs.m === 0
      ? `${ms / unitMs.m}m`
      : ms >= unitMs.s && ms % unitMs.s === 0
        ? `${ms / unitMs.s}s`
        : `${ms}ms`

/** A whole number without sign. */
export const wholeNumber = ({ least = 0, most = Number.MAX_SAFE_INTEGER }: { least?: number; most?: number } = {}) =>
  parsed((value, problem) => {
    if (!/^\d{1,15}$/.test(value.trim())) problem('is not a whole number')
    const number = Number(value.trim())
    if (number < least || number > most) problem(`must be between ${least} and ${most}`)
    return number
  })

const unitBytes = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 } as const

/** `512KB`, `100MB`, `2GB`, as bytes (1 KB is 1024 bytes). */
export const size = () =>
  parsed((value, problem) => {
    const match = /^(\d{1,9})\s*(B|KB|MB|GB)$/i.exec(value.trim())
    if (!match) return problem('is not a size: a whole number with B, KB, MB or GB')
    const bytes = Number(match[1]) * unitBytes[match[2]?.toUpperCase() as keyof typeof unitBytes]
    return Number.isSafeInteger(bytes) ? bytes : problem('is too large')
  })

/** A TCP port, 1 to 65535. */
export const port = () => wholeNumber({ least: 1, most: 65_535 })

/** Two fixed ports (`18081,18082`) or a range (`20000-20999`). */
export type Ports =
  | { readonly kind: 'pair'; readonly pair: readonly [number, number] }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }

/** `18081,18082` or `20000-20999`. */
export const ports = () =>
  parsed((value, problem): Ports => {
    const match = /^(\d{1,5})\s*([,-])\s*(\d{1,5})$/.exec(value.trim())
    if (!match) return problem('is neither two ports (18081,18082) nor a range (20000-20999)')
    const [first, second] = [Number(match[1]), Number(match[3])]
    for (const number of [first, second])
      if (number < 1 || number > 65_535) problem(`names ${number}; ports are 1 to 65535`)
    if (match[2] === ',') {
      if (first === second) problem('names one port twice; a pair is two different ports')
      return { kind: 'pair', pair: [first, second] }
    }
    if (first >= second) problem('is a range that does not go up')
    return { kind: 'range', from: first, to: second }
  })

/** Octopus's check box: `True` or `False`, whatever the case. */
export const flag = () =>
  parsed((value, problem) => {
    const lower = value.trim().toLowerCase()
    if (lower !== 'true' && lower !== 'false') problem('is neither True nor False')
    return lower === 'true'
  })

/** One entry a line; blank lines are left out. Each entry is parsed by `entry`. */
export const lines = <T>(entry: Parsed<T>, { least = 0, most = 200 }: { least?: number; most?: number } = {}) =>
  parsed((value, problem): readonly T[] => {
    if (value.length > longestText) problem(`is ${value.length} characters long; at most ${longestText} are possible`)
    const texts = value
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
    if (texts.length < least || texts.length > most)
      problem(`has ${texts.length} lines; ${least} to ${most} are possible`)
    const results = texts.map((line) => z.safeParse(entry, line))
    const wrong = results.flatMap((result, index) =>
      result.success ? [] : [`line ${index + 1} ${result.error.issues.map((issue) => issue.message).join('; ')}`],
    )
    if (wrong.length > 0) problem(wrong.join('; '))
    return results.flatMap((result) => (result.success ? [result.data] : []))
  })

/** One of some words. */
export const choice = <const T extends string>(...words: readonly T[]) =>
  parsed((value, problem): T => {
    const found = words.find((word) => word === value.trim())
    return found ?? problem(`is none of ${words.join(', ')}`)
  })

/** A full path of this machine. @param pathProblem what its system has against it */
export const folder = (pathProblem: (path: string) => string | undefined) =>
  parsed((value, problem) => {
    const trimmed = value.trim()
    const wrong = pathProblem(trimmed)
    if (wrong !== undefined) problem(wrong)
    if (/[\x00-\x1f"<>|?*]/.test(trimmed)) problem('holds a character that a path cannot have')
    if (trimmed.split(/[\\/]/).includes('..')) problem('must not hold ".."')
    if (trimmed.length > 200) problem(`is ${trimmed.length} characters long; at most 200 are possible`)
    return trimmed
  })

/** An http or https address without user and password. */
export const webAddress = () =>
  parsed((value, problem) => {
    let url: URL
    if (/[\x00-\x20\x7f]/.test(value.trim())) problem('holds a blank, a line end or a control character')
    try {
      url = new URL(value.trim())
    } catch {
      return problem('is not a web address')
    }
    if (url.protocol !== 'http:' && url.protocol !== 'https:') problem('must begin with http:// or https://')
    if (url.username || url.password) problem('must not hold a user name or password')
    // The name goes into NGINX's configuration and into Host: a URL's parser lets ; { } and quotes pass.
    if (!/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/i.test(url.hostname)) problem('names a host that cannot be')
    return url
  })
