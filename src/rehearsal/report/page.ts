import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { figures } from './figures.js'
import { headline } from './headline.js'
import { escaped } from './html.js'
import { noticed } from './noticed.js'
import { pageScript } from './page-script/page-script.js'
import { picture } from './picture/picture.js'
import { pictureData } from './picture/picture-data.js'
import { pictureStyle } from './picture/picture-style.js'
import { realAndSimulated } from './real-parts.js'
import type { Report } from './report.js'
import { style } from './style.js'
import { tables } from './tables.js'

const ofUPlot = (file: string) => readFileSync(createRequire(import.meta.url).resolve(`uplot/dist/${file}`), 'utf8')

/** As data in a page: nothing in it can end the element. */
const asData = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')

/** The report as one HTML file that loads nothing, which its policy makes the browser see to; scripts add to it only. */
export function page(report: Report): string {
  const { ok, problems, sentence, options, generator } = report
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="octopus-blue-green rehearse">
<title>${escaped(`Rehearsal of ${options.releases.at(-1) ?? ''}: ${ok ? 'passed' : 'failed'}`)}</title>
<style>${ofUPlot('uPlot.min.css')}${style}${pictureStyle}</style>
</head>
<body>
<header>
<p class="verdict ${ok ? 'good' : 'bad'}"><span>${ok ? '✓ Passed' : '✕ Failed'}</span><span class="when">${escaped(when(report))}</span><button type="button" id="theme" class="needs-script" aria-label="Light or dark">◐</button></p>
<h1>${escaped(headline(report))}</h1>
<p class="lead">${escaped(sentence)}</p>
${problems.length > 0 ? `<ul class="problems">${problems.map((problem) => `<li>${escaped(problem)}</li>`).join('')}</ul>` : ''}
${generator.saturated ? '<p class="warning">The load generator could not keep up: the latencies are those of this machine. What was lost still counts.</p>' : ''}
</header>
<main>
${figures(report)}
${picture(report)}
${noticed(report)}
${realAndSimulated(report)}
${tables(report)}
</main>
<script type="application/json" id="data">${asData(pictureData(report))}</script>
<script>${ofUPlot('uPlot.iife.min.js')}</script>
<script>${pageScript}</script>
</body>
</html>
`
}

/** `21 November 2026, 15:22 to 15:23 UTC` */
function when({ startedAt, endedAt }: Report): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(startedAt))
  const time = (moment: string) => new Date(moment).toISOString().slice(11, 16)
  return `Rehearsal of ${day}, ${time(startedAt)} to ${time(endedAt)} UTC`
}
