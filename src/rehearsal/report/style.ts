import { allLooks, dark, light, type Theme } from './palette.js'

const properties = (theme: Theme) =>
  Object.entries(theme)
    .map(([name, value]) => `--${name}:${value};`)
    .join('')

/** `:root` with the reader's theme, unless another was chosen on the page; on paper it is always the light one. */
const themes = `
:root { color-scheme: light; ${properties(light)} }
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { color-scheme: dark; ${properties(dark)} } }
@media screen { :root[data-theme="dark"] { color-scheme: dark; ${properties(dark)} } }
`

const releases = allLooks
  .map(
    ({ name, fill, text, hatched }) =>
      `.${name} { background-color: ${fill}; color: ${text};${hatched ? ' background-image: repeating-linear-gradient(135deg, rgba(0,0,0,.12) 0 2px, transparent 2px 7px);' : ''} }`,
  )
  .join('\n')

export const style = `${themes}${releases}
* { box-sizing: border-box; }
body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; margin: 0 auto; max-width: 1200px; padding: 28px 32px 56px; -webkit-text-size-adjust: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
h1 { font-size: clamp(1.45rem, 3.2vw, 2.1rem); font-weight: 650; line-height: 1.2; letter-spacing: -0.01em; margin: 14px 0 8px; text-wrap: balance; }
h2 { font-size: 1.08rem; font-weight: 650; margin: 40px 0 10px; }
h3 { font-size: .95rem; font-weight: 650; margin: 0 0 6px; }
p { margin: 0 0 8px; }
.verdict { display: flex; align-items: center; gap: 6px 14px; margin: 0; }
.verdict > span:first-child { border: 1.5px solid; border-radius: 99px; font-weight: 650; font-size: .9rem; padding: 2px 13px; }
.verdict.good > span:first-child { color: var(--good); }
.verdict.bad > span:first-child { color: var(--bad); }
.verdict > span:first-child { flex: none; }
.when, .hint { color: var(--faint); font-size: .87rem; }
.lead { font-size: 1.03rem; color: var(--faint);  overflow-wrap: anywhere; }
.problems { color: var(--bad); margin: 10px 0; padding-left: 1.2em; overflow-wrap: anywhere; }
.warning { border-left: 4px solid var(--bad); padding-left: 12px; }
button, select { font: inherit; font-size: .87rem; color: var(--text); background: var(--panel); border: 1px solid var(--line); border-radius: 6px; min-height: 30px; padding: 2px 9px; }
button { cursor: pointer; min-width: 32px; }
button:hover, select:hover { border-color: var(--faint); }
:focus-visible { outline: 2px solid var(--text); outline-offset: 2px; }
#theme { margin-left: auto; }
.needs-script { display: none !important; }
@media screen { .scripted button.needs-script { display: inline-block !important; } .scripted div.needs-script { display: flex !important; } }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 24px 0 0; }
.figure { background: var(--panel); border-radius: 10px; padding: 12px 16px 11px; min-width: 0; }
.figure dt { color: var(--faint); font-size: .87rem; }
.figure dd { margin: 0; }
.figure b { display: block; font-size: 1.55rem; font-weight: 650; line-height: 1.3; font-variant-numeric: tabular-nums; }
.figure span { color: var(--faint); display: block; font-size: .82rem; line-height: 1.35; overflow-wrap: anywhere; }
.figure.bad { box-shadow: inset 4px 0 0 var(--bad); }
.figure.bad b, .figure.bad dt { color: var(--bad); }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.card { border: 1px solid var(--line); border-radius: 10px; padding: 14px 18px; }
.card.simulated { border-style: dashed; }
.card ul { margin: 0; padding-left: 1.1em; }
.wide { overflow: auto; max-height: 27rem; border-bottom: 1px solid var(--line); }
.wide tr:last-child td { border-bottom: 0; }
.wide thead th { position: sticky; top: 0; background: var(--back); }
.groups { margin: 0 0 10px; padding-left: 1.2em; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
th, td { text-align: left; vertical-align: top; padding: 5px 16px 5px 0; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 500; white-space: nowrap; }
td { overflow-wrap: break-word; }
td:last-child, th:last-child { padding-right: 0; }
.number, .moment { font-variant-numeric: tabular-nums; white-space: nowrap; }
.number { text-align: right; }
.moment button { min-height: 0; padding: 0 5px; margin: -1px 0 -1px -6px; border-color: transparent; background: none; text-decoration: underline dotted; text-underline-offset: 3px; }
summary { cursor: pointer; padding: 8px 0; font-size: .9rem; }
@media (max-width: 760px) {
  body { padding: 18px 16px 40px; }
  .figures { grid-template-columns: 1fr 1fr; gap: 8px; }
  .figure { padding: 10px 12px; }
  .figure b { font-size: 1.3rem; }
  .columns { grid-template-columns: 1fr; }
}
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .figures { grid-template-columns: repeat(4, 1fr); }
  h2 { break-after: avoid; }
  tr, .figure, .card, #picture-section { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; max-height: none; }
  .wide thead th { position: static; }
  .moment button { text-decoration: none; }
}
`
