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

/** A table whose cells are plain texts; `''` where there are no rows. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  if (rows.length === 0) return ''
  const cells = (row: readonly (string | number)[]) =>
    row
      .map(
        (cell) =>
          `<td${typeof cell === 'number' ? ' class="number"' : ''}>${escaped(typeof cell === 'number' ? cell.toLocaleString('en') : cell)}</td>`,
      )
      .join('')
  return `<section>
<h2>${escaped(caption)}</h2>
<div class="wide"><table>
<thead><tr>${heads.map((head, column) => `<th scope="col"${typeof rows[0]?.[column] === 'number' ? ' class="number"' : ''}>${escaped(head)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}
</tbody>
</table></div>
</section>`
}
