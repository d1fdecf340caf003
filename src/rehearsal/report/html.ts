const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it has to be written in HTML, in attributes too. */
export const escaped = (text: string | number): string =>
  String(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)

/** A moment, in milliseconds since the load began: a script makes it lead to its place in the picture. */
export type Moment = { readonly sinceMs: number; readonly text: string }
export type Cell = string | number | Moment

const rowsAtOnce = 100

/**
 * A table whose cells are plain texts, with a heading; `''` where there are no rows. Many rows can be unfolded.
 * @param before HTML between the heading and the table
 */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  before = '',
): string {
  if (rows.length === 0) return ''
  const rest = rows.slice(rowsAtOnce)
  return `<section>
<h2>${escaped(caption)}</h2>
${before}${grid(caption, heads, rows.slice(0, rowsAtOnce))}
${rest.length > 0 ? `<details><summary>${rest.length.toLocaleString('en')} more</summary>${grid(`${caption}, the rest`, heads, rest)}</details>` : ''}
</section>`
}

function grid(label: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const isNumber = (column: number) => typeof rows[0]?.[column] === 'number'
  const head = (text: string, column: number) =>
    `<th scope="col"${isNumber(column) ? ' class="number"' : ''}>${escaped(text)}</th>`
  return `<div class="wide" role="region" aria-label="${escaped(label)}" tabindex="0"><table>
<thead><tr>${heads.map(head).join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}
</tbody>
</table></div>`
}

function cell(content: Cell): string {
  if (typeof content === 'number') return `<td class="number">${content.toLocaleString('en')}</td>`
  if (typeof content === 'string') return `<td>${escaped(content)}</td>`
  return `<td class="moment" data-at="${Math.round(content.sinceMs)}">${escaped(content.text)}</td>`
}
