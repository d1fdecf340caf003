/**
 * Whether a path matches a pattern, whatever the case of letters. In a pattern `*` is any part of one name, `?` one character of
 * it, `**` any number of folders: `logs/**`, `**\/cache/*.tmp`. A pattern without a slash is asked of the file's name alone,
 * in any folder: `*.log`. Backslashes are slashes.
 * @param path with forward slashes, relative
 */
export function matchesGlob(path: string, pattern: string): boolean {
  const slashed = pattern
    .trim()
    .replaceAll('\\', '/')
    .replace(/^\.?\/+/, '')
  if (slashed === '') return false
  const whole = slashed.includes('/') || slashed === '**' ? slashed : `**/${slashed}`
  return matchNames(path.split('/'), whole.endsWith('/') ? [...whole.split('/').slice(0, -1), '**'] : whole.split('/'))
}

function matchNames(names: readonly string[], patterns: readonly string[]): boolean {
  // reachable[n]: the patterns so far match the first n names
  let reachable = names.map(() => false)
  reachable.unshift(true)
  for (const [index, pattern] of patterns.entries()) {
    const last = index === patterns.length - 1
    const next = reachable.map(() => false)
    for (const [at, possible] of reachable.entries()) {
      if (!possible) continue
      const name = names[at]
      if (pattern === '**') for (let to = last ? at + 1 : at; to <= names.length; to++) next[to] = true
      else if (name !== undefined && matchesName(name, pattern)) next[at + 1] = true
    }
    reachable = next
  }
  return reachable.at(-1) === true
}

/** Goes back to the latest `*` only, so it takes no longer than name times pattern. */
function matchesName(name: string, pattern: string): boolean {
  const [text, wanted] = [name.toLowerCase(), pattern.toLowerCase()]
  let [at, by, star, from] = [0, 0, -1, 0]
  while (at < text.length) {
    if (wanted[by] === '*') {
      star = by++
      from = at
    } else if (by < wanted.length && (wanted[by] === '?' || wanted[by] === text[at])) {
      at++
      by++
    } else if (star >= 0) {
      by = star + 1
      at = ++from
    } else return false
  }
  while (wanted[by] === '*') by++
  return by === wanted.length
}
