/** What is written to the letter: a reference or a call. */
export type Expression = { readonly expression: string }

export type Value = string | Expression | readonly Value[] | { readonly object: Readonly<Record<string, Value>> }

/** An attribute, a block, or an empty line. */
export type Line =
  | { readonly name: string; readonly value: Value }
  | { readonly block: string; readonly lines: readonly Line[] }
  | 'blank'

export const attribute = (name: string, value: Value): Line => ({ name, value })
export const block = (header: string, lines: readonly Line[]): Line => ({ block: header, lines })
export const map = (values: Readonly<Record<string, Value>>): Value => ({ object: values })
export const expression = (text: string): Value => ({ expression: text })

/** How one of the two languages differs from the other. */
export type Dialect = {
  readonly indent: string
  /** A text in quotes. */
  readonly quoted: (text: string) => string
  readonly key: (name: string) => string
  /** For texts of several lines: OCL writes them line by line. */
  readonly heredoc: boolean
}

const escaped = (text: string) =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')

/** Octopus's own language for version control. @see https://octopus.com/docs/projects/version-control/ocl-file-format */
export const ocl: Dialect = {
  indent: '    ',
  quoted: (text) => `"${escaped(text)}"`,
  key: (name) => (/^[\w.]+$/.test(name) ? name : `"${escaped(name)}"`),
  heredoc: true,
}

/** @see https://developer.hashicorp.com/terraform/language/expressions/strings */
export const terraform: Dialect = {
  indent: '  ',
  quoted: (text) => `"${escaped(text).replace(/[$%](?=\{)/g, '$&$&')}"`,
  key: (name) => (/^[a-z_]+$/.test(name) ? name : `"${escaped(name)}"`),
  heredoc: false,
}

function written(value: Value, dialect: Dialect, before: string): string {
  const { indent, quoted, key, heredoc } = dialect
  const inner = before + indent
  if (typeof value === 'string')
    return heredoc && value.includes('\n')
      ? `<<-EOT\n${value
          .split('\n')
          .map((line) => `${inner}${line}`)
          .join('\n')}\n${inner}EOT`
      : quoted(value)
  if ('expression' in value) return value.expression
  if (!('object' in value)) {
    const items = value.map((item) => written(item, dialect, inner))
    return items.length === 0 ? '[]' : `[\n${items.map((item) => `${inner}${item},\n`).join('')}${before}]`
  }
  const entries = Object.entries(value.object).map(
    ([name, item]) => `${inner}${key(name)} = ${written(item, dialect, inner)}\n`,
  )
  return entries.length === 0 ? '{}' : `{\n${entries.join('')}${before}}`
}

/** The text of a file: one attribute a line. */
export function hclText(lines: readonly Line[], dialect: Dialect, before = ''): string {
  return lines
    .map((line) => {
      if (line === 'blank') return '\n'
      if ('name' in line) return `${before}${line.name} = ${written(line.value, dialect, before)}\n`
      return `${before}${line.block} {\n${hclText(line.lines, dialect, before + dialect.indent)}${before}}\n`
    })
    .join('')
}

/** Blocks with an empty line before each. */
export const apart = (blocks: readonly Line[]): Line[] => blocks.flatMap((each): Line[] => ['blank', each])
