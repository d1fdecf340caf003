import type { Subject, Table } from './subject.js'

/** A table in Markdown, columns aligned for a terminal too. */
export function tableText({ head, rows, bars }: Table): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const told = bars.map(({ says, holds }) => `${holds ? 'Holds' : 'DOES NOT HOLD'}: ${says}.`)
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), '', ...told]
    .join('\n')
    .trimEnd()
}

/** `docs/performance.md`. @param machine what it was measured on */
export function performancePage(
  results: readonly { readonly subject: Subject; readonly table: Table }[],
  machine: readonly string[],
): string {
  const sections = results.map(({ subject, table }) => `## ${subject.title}\n\n${subject.how}\n\n${tableText(table)}\n`)
  return `<!-- Made by "npm run bench -- --write". -->

# Performance

Measured on ${machine.join(', ')}. Compare rows of one table; the figures of another machine differ. What was measured with a
simulator says nothing about the speed of the real thing.

${sections.join('\n')}`
}
