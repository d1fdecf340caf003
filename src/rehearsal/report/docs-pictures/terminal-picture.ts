import { escaped } from '../html.js'

/** A line as it was printed. */
export type PrintedLine = { readonly atMs: number; readonly text: string }

const columns = 116
const rows = 30
const lineHeight = 19
const columnWidth = 7.83
const margin = 18
const titleHeight = 34
const speed = 3

/**
 * What a program printed, as an SVG that plays it three times as fast and stops at the last lines. Where nothing moves (in print,
 * or because the reader wants it so) it is those last lines.
 */
export function terminalPicture(command: string, lines: readonly PrintedLine[]): string {
  const last = lines.at(-1)?.atMs ?? 0
  const seconds = Math.max(1, last / 1000 / speed)
  const width = Math.round(columns * columnWidth + 2 * margin)
  const height = titleHeight + rows * lineHeight + margin
  const scrolled = (count: number) => -Math.max(0, count - rows) * lineHeight
  const frames = lines.map(
    ({ atMs }, index) =>
      `${((atMs / 1000 / speed / seconds) * 100).toFixed(2)}%{transform:translateY(${scrolled(index + 1)}px)}`,
  )
  const texts = lines.map(({ atMs, text }, index) => {
    const delay = `animation-delay:${(atMs / 1000 / speed).toFixed(2)}s`
    return `<text x="${margin}" y="${(index + 1) * lineHeight - 5}" style="${delay}">${coloured(text)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(`What ${command} prints`)}">
<style>
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d7dde3;white-space:pre;animation:seen .01s linear both}
.command{fill:#9aa5af;animation:none}.good{fill:#5fcf8f}.bad{fill:#ff8088}.time{fill:#8f9aa4}.end{fill:#fff;font-weight:700}
#lines{transform:translateY(${scrolled(lines.length)}px);animation:scroll ${seconds.toFixed(2)}s step-end both}
@keyframes seen{from{opacity:0}to{opacity:1}}
@keyframes scroll{0%{transform:translateY(0)}${frames.join('')}100%{transform:translateY(${scrolled(lines.length)}px)}}
@media (prefers-reduced-motion:reduce){text,#lines{animation:none}}
@media print{text,#lines{animation:none}}
</style>
<rect width="${width}" height="${height}" rx="9" fill="#14181c"/>
<text class="command" x="${margin}" y="23">$ ${escaped(command)}</text>
<line x1="0" x2="${width}" y1="${titleHeight}" y2="${titleHeight}" stroke="#323a42"/>
<svg x="0" y="${titleHeight + 4}" width="${width}" height="${rows * lineHeight}"><g id="lines">
${texts.join('\n')}
</g></svg>
</svg>
`
}

function coloured(text: string): string {
  const short = text.length > columns ? `${text.slice(0, columns - 1)}…` : text
  if (/: not one was lost/.test(text)) return `<tspan class="end">${escaped(short)}</tspan>`
  return escaped(short)
    .replace(/^( *\d+\.\d s)/, '<tspan class="time">$1</tspan>')
    .replace(/ (ok) /, ' <tspan class="good">$1</tspan> ')
    .replace(/ (FAILED|killed) /, ' <tspan class="bad">$1</tspan> ')
}
