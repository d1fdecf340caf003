export type ServiceMessage = { readonly name: string; readonly attributes: Readonly<Record<string, string>> }

/** A piece of a line: plain text, a message, or something that looks like one and cannot be read. */
export type Piece = { readonly text: string } | ServiceMessage | { readonly malformed: string }

const message = /##octopus\[([^\]]*)\]/g
const form = /^\s*([A-Za-z][\w-]*)((?:\s+[\w-]+\s*=\s*(?:'[^']*'|"[^"]*"))*)\s*$/
const attribute = /([\w-]+)\s*=\s*(?:'([^']*)'|"([^"]*)")/g

/**
 * Reads the service messages of one line.
 * @param where `line-start`: only a message in column 0 counts. `anywhere`: also one in the middle of a line, as Calamari's own
 * parser has it, which looks for the marker at every character.
 * @see https://octopus.com/docs/deployments/custom-scripts/logging-messages-in-scripts
 */
export function readLine(line: string, where: 'line-start' | 'anywhere'): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const found of line.matchAll(message)) {
    if (where === 'line-start' && found.index > 0) break
    if (found.index > from) pieces.push({ text: line.slice(from, found.index) })
    pieces.push(readMessage(found[0], found[1] ?? ''))
    from = found.index + found[0].length
  }
  if (from === 0 && line.startsWith('##octopus[')) return [{ malformed: line }]
  if (from < line.length || pieces.length === 0) pieces.push({ text: line.slice(from) })
  return pieces
}

function readMessage(whole: string, inner: string): Piece {
  const parts = form.exec(inner)
  if (!parts) return { malformed: whole }
  const attributes: Record<string, string> = {}
  for (const [, name = '', single, double] of (parts[2] ?? '').matchAll(attribute)) {
    const encoded = single ?? double ?? ''
    const bytes = Buffer.from(encoded, 'base64')
    if (bytes.toString('base64') !== encoded || name.toLowerCase() in attributes) return { malformed: whole }
    attributes[name.toLowerCase()] = bytes.toString('utf8')
  }
  return { name: parts[1] ?? '', attributes }
}
