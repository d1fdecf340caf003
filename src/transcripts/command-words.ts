const word = /\$"(?:[^"\\]|\\.)*"|(?:'[^']*'|"[^"]*"|[^\s'"])+/g

/** The words of a command line; quotes around a whole word are not part of it. `$"…"` is a JSON string. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(word)].map(([found]) =>
    found.startsWith('$"') ? (JSON.parse(found.slice(1)) as string) : found.replace(/^(['"])((?:(?!\1).)*)\1$/s, '$2'),
  )

/** A word in the plainest way that is read back as the same word. */
const written = (text: string): string =>
  [text, `'${text}'`, `"${text}"`].find(
    (way) => !/[\r\n]/.test(way) && !way.startsWith('$"') && wordsOf(way).length === 1 && wordsOf(way)[0] === text,
  ) ?? `$${JSON.stringify(text)}`

export const commandLineOf = (words: readonly string[]): string => words.map(written).join(' ')
