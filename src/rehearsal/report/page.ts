import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { escaped } from './html.js'
import { colours, lostColour } from './palette.js'
import { plotScript } from './plot-script.js'
import type { Report } from './report.js'
import { style } from './style.js'
import { tables } from './tables.js'
import { timelinePicture } from './timeline-picture.js'

const ofUPlot = (file: string) => readFileSync(createRequire(import.meta.url).resolve(`uplot/dist/${file}`), 'utf8')

/** As data in a page: nothing in it can end the element. */
const asData = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')

/** The report as one HTML file that loads nothing; what needs a script is in tables and a picture, too. */
export function page(report: Report): string {
  const byRelease = colours(report.options.releases)
  const title = `Rehearsal of ${report.options.releases.at(-1) ?? ''}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="octopus-blue-green rehearse">
<title>${escaped(title)}</title>
<style>${ofUPlot('uPlot.min.css')}${style}</style>
</head>
<body>
<h1${report.ok ? '' : ' class="bad"'}>${escaped(report.sentence)}</h1>
<p class="faint">${escaped(`${report.startedAt} to ${report.endedAt}, ${report.options.ratePerSecond} requests a second.`)}</p>
${report.problems.length > 0 ? `<ul class="problems">${report.problems.map((problem) => `<li>${escaped(problem)}</li>`).join('')}</ul>` : ''}
<div class="numbers">
${numbers(report)}
</div>
<h2>Machines, steps and answers</h2>
<div class="key">${key(report, byRelease)}</div>
${timelinePicture(report, byRelease)}
<h2>Load</h2>
<div id="plots"><noscript>The plots need a script; the tables below say the same.</noscript></div>
${tables(report)}
<script type="application/json" id="report">${asData(report)}</script>
<script type="application/json" id="colours">${asData({ releases: byRelease, lost: lostColour })}</script>
<script>${ofUPlot('uPlot.iife.min.js')}</script>
<script>${plotScript}</script>
</body>
</html>
`
}

function numbers({ requests, lost, mixed, stale, answersByRelease, latencyMs, transfers }: Report): string {
  const card = (name: string, value: string | number, isBad = false) =>
    `<div${isBad ? ' class="bad"' : ''}><b>${escaped(typeof value === 'number' ? value.toLocaleString('en') : value)}</b>${escaped(name)}</div>`
  return [
    card('requests', requests),
    card('lost', lost, lost > 0),
    card('mixed', mixed, mixed > 0),
    card('stale', stale, stale > 0),
    ...Object.entries(answersByRelease).map(([release, count]) => card(`answers of ${release}`, count)),
    card('p99', latencyMs === null ? 'none' : `${latencyMs.p99} ms`),
    ...(transfers.length > 0
      ? [
          card(
            'long transfers',
            `${transfers.filter(({ complete }) => complete).length} of ${transfers.length}`,
            transfers.some(({ complete }) => !complete),
          ),
        ]
      : []),
  ].join('\n')
}

function key({ answersByRelease }: Report, byRelease: Readonly<Record<string, string>>): string {
  const entries = Object.keys(answersByRelease).map(
    (release) =>
      `<span><i style="background:${byRelease[release] ?? byRelease['unknown'] ?? ''}"></i>${escaped(release)} answered</span>`,
  )
  return [
    ...entries,
    `<span><i style="background:${lostColour};border-radius:50%"></i>lost or mixed</span>`,
    '<span>solid line: switched; dashed line: proven</span>',
  ].join('')
}
