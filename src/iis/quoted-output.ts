/**
 * The first lines of what a program said, to end a sentence with: each behind a bar, so that what comes from elsewhere
 * never stands at the begin of a line.
 */
export function quotedOutput(said: string): string {
  const lines = said
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\x00-\x1f\x7f]/g, ' ').trim())
    .filter((line) => line !== '')
    .slice(0, 4)
  return lines.length === 0 ? ' without a word.' : `:\n${lines.map((line) => `  | ${line.slice(0, 300)}\n`).join('')}`
}
