const longest = 4000

/** A program and its arguments as one line to read (not to paste into a shell): control characters escaped, long ones cut. */
export function commandLine(program: string, args: readonly string[]): string {
  const line = [program, ...args].map(readable).join(' ')
  return line.length <= longest ? line : `${line.slice(0, longest)}... (${line.length} characters)`
}

function readable(word: string): string {
  const escaped = word.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return escaped === '' || /[\s"]/.test(escaped) ? `"${escaped.replaceAll('"', '\\"')}"` : escaped
}
