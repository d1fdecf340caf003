import { escaped } from './html.js'
import type { Report } from './report.js'

/** What was the real thing and what was not, side by side. */
export function realAndSimulated({ options, versions, simulated }: Report): string {
  const nginx = versions['nginx']
  const real = [
    'Processes, sockets, files and signals of this machine',
    ...(options.iis ? ['IIS, its worker processes, ARR and PowerShell of this Windows machine'] : []),
    ...(nginx === undefined ? [] : [`NGINX ${nginx}, one on each machine`]),
    'The step templates, exactly as they are imported into Octopus',
    options.packages
      ? `Your application, from ${new Set(options.packages).size} packages`
      : 'The sample application: real processes that listen on real ports',
    `Every one of the requests, at ${options.ratePerSecond.toLocaleString('en')} a second`,
  ]
  const list = (texts: readonly string[]) => `<ul>${texts.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul>`
  return `<section>
<h2>What was real, and what was not</h2>
<div class="columns">
<div class="card"><h3>Real</h3>${list(real)}</div>
<div class="card simulated"><h3>Simulated</h3>${list(simulated)}</div>
</div>
</section>`
}
