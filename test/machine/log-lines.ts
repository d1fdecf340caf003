import type { Log } from '../../src/machine/log.js'

/** A log that keeps its lines, each after its kind. */
export function logLines(): Log & { lines: string[] } {
  const lines: string[] = []
  const keep = (kind: string) => (line: string) => void lines.push(`${kind}: ${line}`)
  return {
    lines,
    info: keep('info'),
    verbose: keep('verbose'),
    warning: keep('warning'),
    highlight: keep('highlight'),
    progress: (percentage, message) => void lines.push(`progress: ${percentage} ${message}`),
  }
}
