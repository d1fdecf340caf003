/**
 * What a part of a JSON file must look like: adds to `problems` what is wrong, each after where it is. The steps' own files are
 * checked with this: a library for it takes as long to start as the rest of a step.
 */
export type Shape = (value: unknown, at: string, problems: string[]) => void

/** All that is wrong with a value; empty when nothing is. */
export function problemsIn(shape: Shape, value: unknown): string[] {
  const problems: string[] = []
  shape(value, '', problems)
  return problems
}

const told = (at: string, what: string) => `${at || 'the whole'} is not ${what}`

const when =
  (what: string, holds: (value: unknown) => boolean): Shape =>
  (value, at, problems) => {
    if (!holds(value)) problems.push(told(at, what))
  }

export const text = when('a text', (value) => typeof value === 'string')
export const filledText = when('a text, or empty', (value) => typeof value === 'string' && value !== '')
export const trueOrFalse = when('true or false', (value) => typeof value === 'boolean')
export const number = when('a number', (value) => typeof value === 'number')
export const port = when('a port', (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535)
export const timestamp = when(
  'a time',
  (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
)

export const oneOf = (...values: readonly unknown[]): Shape =>
  when(`one of ${values.join(', ')}`, (value) => values.includes(value))

export const nullOr =
  (shape: Shape): Shape =>
  (value, at, problems) => {
    if (value !== null) shape(value, at, problems)
  }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const below = (at: string, name: string | number) => (at === '' ? String(name) : `${at}.${name}`)

/** @param length how many there must be; undefined: any number */
export const listOf =
  (shape: Shape, length?: number): Shape =>
  (value, at, problems) => {
    if (!Array.isArray(value) || (length !== undefined && value.length !== length))
      problems.push(told(at, length === undefined ? 'a list' : `a list of ${length}`))
    else for (const [index, item] of value.entries()) shape(item, below(at, index), problems)
  }

/** Any names, all with the same shape. */
export const recordOf =
  (shape: Shape): Shape =>
  (value, at, problems) => {
    if (!isObject(value)) problems.push(told(at, 'an object'))
    else for (const [name, item] of Object.entries(value)) shape(item, below(at, name), problems)
  }

/** These names; further ones, which a newer version of the steps has added, are let through. A name that ends in `?` may be missing. */
export const fields =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value, at, problems) => {
    if (!isObject(value)) {
      problems.push(told(at, 'an object'))
      return
    }
    for (const [name, shape] of Object.entries(shapes)) {
      const plain = name.replace(/\?$/, '')
      if (Object.hasOwn(value, plain)) shape(value[plain], below(at, plain), problems)
      else if (plain === name) problems.push(`${below(at, plain)} is missing`)
    }
  }

/** The shape that a field's value chooses. */
export const byField =
  (name: string, shapes: Readonly<Record<string, Shape>>): Shape =>
  (value, at, problems) => {
    const chosen =
      isObject(value) && typeof value[name] === 'string' && Object.hasOwn(shapes, value[name])
        ? shapes[value[name]]
        : undefined
    if (chosen) chosen(value, at, problems)
    else problems.push(told(below(at, name), `one of ${Object.keys(shapes).join(', ')}`))
  }
