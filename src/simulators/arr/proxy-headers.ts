/** Headers of one hop, which a proxy never passes on (RFC 9110, 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade'])

export type Header = readonly [name: string, value: string]

/** Raw headers as pairs, in their order, without those of one hop and those that `Connection` names. */
export function endToEndHeaders(rawHeaders: readonly string[]): Header[] {
  const headers = pairs(rawHeaders)
  const named = headers.filter(([name]) => name.toLowerCase() === 'connection').flatMap(([, value]) => value.split(','))
  const dropped = new Set([...hopByHop, ...named.map((name) => name.trim().toLowerCase())])
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()))
}

function pairs(rawHeaders: readonly string[]): Header[] {
  const headers: Header[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  return headers
}

/**
 * The back end's headers as ARR passes them on.
 * @param publicHost the request's Host when `reverseRewriteHostInResponseHeaders` is on: any absolute Location then
 * gets it, one that leads elsewhere too
 */
export function answerHeaders(
  rawHeaders: readonly string[],
  publicHost: string | undefined,
  added: readonly Header[],
): Header[] {
  const passed = endToEndHeaders(rawHeaders).map(([name, value]): Header => {
    if (publicHost === undefined || name.toLowerCase() !== 'location') return [name, value]
    return [name, value.replace(/^(https?:\/\/)[^/?#]+/i, (_, scheme: string) => scheme + publicHost)]
  })
  return [...passed, ...added]
}

type Forwarding = {
  /** What the back end gets as Host. */
  host: string
  forwardedFor: string
  /** By rules; '' takes a header away. */
  set: Readonly<Record<string, string>>
  /** Hops that are left; ARR starts with 10. */
  maxForwards: number
}

/** The client's headers as ARR sends them to a back end; the framing of the body is kept. */
export function requestHeaders(rawHeaders: readonly string[], chunked: boolean, how: Forwarding): Header[] {
  const replaced = new Set(['host', 'max-forwards', 'x-forwarded-for', ...Object.keys(how.set)])
  const before = pairs(rawHeaders)
    .filter(([name]) => name.toLowerCase() === 'x-forwarded-for')
    .map(([, value]) => value)
  const headers: Header[] = [
    ['Host', how.set['host'] ?? how.host],
    ...endToEndHeaders(rawHeaders).filter(([name]) => !replaced.has(name.toLowerCase())),
    ['Max-Forwards', String(how.maxForwards)],
    ['X-Forwarded-For', how.set['x-forwarded-for'] ?? [...before, how.forwardedFor].join(', ')],
  ]
  for (const [name, value] of Object.entries(how.set)) {
    if (value !== '' && name !== 'host' && name !== 'x-forwarded-for') headers.push([name, value])
  }
  return chunked ? [...headers, ['Transfer-Encoding', 'chunked']] : headers
}
