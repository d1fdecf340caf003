/** The style of the report; light or dark as the reader's system is. */
export const style = `
:root {
  color-scheme: light dark;
  --back: #ffffff; --text: #1d2329; --faint: #68717a; --line: #d9dee3; --panel: #f5f7f9; --step: #dbe2e9; --good: #1d7f46; --bad: #c22535;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14181c; --text: #e4e8ec; --faint: #98a2ab; --line: #353c43; --panel: #1d2328; --step: #3a444d; --good: #54c483; --bad: #ff7b86;
  }
}
body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", sans-serif; margin: 0 auto; max-width: 1080px; padding: 24px; }
h1 { font-size: 1.35rem; line-height: 1.35; margin: 0 0 8px; border-left: 6px solid var(--good); padding-left: 14px; }
h1.bad { border-color: var(--bad); }
h2 { font-size: 1.05rem; margin: 32px 0 8px; }
p.faint, .faint { color: var(--faint); }
ul.problems { color: var(--bad); }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 10px; margin: 20px 0; }
.numbers div { background: var(--panel); border-radius: 8px; padding: 10px 14px; }
.numbers b { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
.numbers .bad b { color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
svg .tick { fill: var(--faint); }
svg .grid { stroke: var(--line); }
svg .step { fill: var(--step); }
svg .failed, svg .killed { fill: var(--bad); fill-opacity: 0.55; }
svg .switched { stroke: var(--text); stroke-width: 1.5; }
svg .proven { stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 3 3; }
.key { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 6px 0; font-size: 0.85rem; color: var(--faint); }
.key i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
.plot { margin: 8px 0 18px; }
.plot .uplot, .plot .u-legend { font: 12px system-ui, sans-serif; }
`
