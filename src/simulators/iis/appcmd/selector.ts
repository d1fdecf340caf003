import type { KeyValues } from '../configuration/collection-entry.js'
import { failure } from './appcmd-error.js'

/** A step of a path such as `bindings.[protocol='http'].bindingInformation`. */
export type Segment =
  | { kind: 'name'; name: string }
  | { kind: 'entry'; position: 'start' | 'end' | number | undefined; keys: KeyValues }

/** @throws AppcmdError 13 for a malformed indexer */
export function parseSelector(text: string): Segment[] {
  const segments: Segment[] = []
  let rest = text
  while (rest !== '') {
    if (segments.length > 0) {
      if (!rest.startsWith('.')) throw malformed()
      rest = rest.slice(1)
    }
    const part = /^(?:\[((?:'(?:[^']|'')*'|[^\]'])*)\]|([^.[\]]+))/.exec(rest)
    if (!part) throw malformed()
    const [whole, indexer, name = ''] = part
    segments.push(indexer === undefined ? { kind: 'name', name } : parseIndexer(indexer))
    rest = rest.slice(whole.length)
  }
  return segments
}

function parseIndexer(text: string): Segment {
  const [, at, keys = ''] = /^(?:@(start|end|\d+)(?:,|$))?(.*)$/s.exec(text) ?? []
  const position = at === undefined ? undefined : at === 'start' || at === 'end' ? at : Number(at)
  const pattern = /\s*([\w.]+)\s*=\s*'((?:[^']|'')*)'\s*(?:,|$)/y
  const found: [string, string][] = []
  while (pattern.lastIndex < keys.length) {
    const match = pattern.exec(keys)
    if (!match) throw malformed()
    const [, name = '', value = ''] = match
    found.push([name, value.replaceAll("''", "'")])
  }
  if (found.length === 0 && position === undefined) throw malformed()
  return { kind: 'entry', position, keys: found }
}

const malformed = () =>
  failure(
    13,
    "Malformed collection indexer; format is [@position,name='value',name2='value2',...].  The @position specifier is optional, and be '@start', '@end', or '@N' where N is a numeric index into the collection.",
  )
