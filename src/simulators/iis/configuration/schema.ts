/**
 * The shape of a configuration element, as in %windir%\system32\inetsrv\config\schema: which attributes and children it
 * may have, and which children are entries of a collection, known by their key attributes.
 */
export type ElementSchema = {
  attributes: Record<string, AttributeSchema>
  children: Record<string, ElementSchema>
  collection?: Collection
  /** Left out of `/config` output while it is empty. */
  hiddenWhenEmpty?: boolean
}

export type Collection = { element: string; keys: readonly string[]; entry: ElementSchema }

export type AttributeSchema = {
  type: 'string' | 'bool' | 'int' | 'timeSpan' | 'enum'
  default: string
  values?: readonly string[]
  /** Both ends included. */
  range?: readonly [number, number]
}

type Parts = Partial<Omit<ElementSchema, 'attributes'>>

export const shape = (attributes: Record<string, AttributeSchema>, parts: Parts = {}): ElementSchema => ({
  attributes,
  children: {},
  ...parts,
})

export const collectionOf = (element: string, keys: readonly string[], entry: ElementSchema): Collection => ({
  element,
  keys,
  entry,
})

export const text = (standard = ''): AttributeSchema => ({ type: 'string', default: standard })
export const bool = (standard: boolean): AttributeSchema => ({ type: 'bool', default: String(standard) })
export const timeSpan = (standard: string): AttributeSchema => ({ type: 'timeSpan', default: standard })
export const oneOf = (standard: string, ...others: string[]): AttributeSchema => ({
  type: 'enum',
  default: standard,
  values: [standard, ...others],
})
export const int = (standard: number, min = 0, max = 4294967295): AttributeSchema => ({
  type: 'int',
  default: String(standard),
  range: [min, max],
})

/**
 * The value as the file holds it.
 * @throws InvalidValue when the type does not allow the value
 */
export function checkedValue(schema: AttributeSchema, value: string): string {
  const { type, values, range } = schema
  if (type === 'bool' && !/^(true|false)$/i.test(value)) throw new InvalidValue('Boolean must be one of true, false')
  if (type === 'bool') return value.toLowerCase()
  if (type === 'enum') {
    const found = values?.find((allowed) => allowed.toLowerCase() === value.toLowerCase())
    if (found === undefined) throw new InvalidValue(`Enum must be one of ${values?.join(', ')}`)
    return found
  }
  if (type === 'int') {
    const [min, max] = range ?? [0, 4294967295]
    const inRange = /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max
    if (!inRange) throw new InvalidValue(`Integer value must be between ${min} and ${max} inclusive`)
  }
  if (type === 'timeSpan' && !timeSpanPattern.test(value)) throw new InvalidValue('Timespan must be [d.]hh:mm:ss')
  return value
}

export class InvalidValue extends Error {}

const timeSpanPattern = /^(?:(\d+)\.)?([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/

/** `1.05:00:00` → 104,400,000. A value that is no time span is 0. */
export function timeSpanMs(value: string): number {
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = timeSpanPattern.exec(value) ?? []
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
}

/** The attribute's value, or its default where the element does not have it. */
export function settingOf(
  schema: ElementSchema,
  source: { attributes: Map<string, string> } | undefined,
  name: string,
) {
  return source?.attributes.get(name) ?? schema.attributes[name]?.default ?? ''
}

/** Names are matched without regard to case, as appcmd does. */
export function attributeNamed(schema: ElementSchema, name: string): string | undefined {
  if (schema.attributes[name]) return name
  return Object.keys(schema.attributes).find((known) => known.toLowerCase() === name.toLowerCase())
}

export function childNamed(schema: ElementSchema, name: string): string | undefined {
  if (schema.children[name]) return name
  return Object.keys(schema.children).find((known) => known.toLowerCase() === name.toLowerCase())
}
