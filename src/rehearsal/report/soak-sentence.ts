import type { Report } from './report.js'
import { generatorSentence } from './sentence.js'
import type { SoakReport } from './soak-report.js'
import { count } from './verdict.js'

/** From here on what waits for a processor shows in the latencies. */
const mostBusy = 0.85

type Facts = Pick<Report, 'requests' | 'lost' | 'mixed' | 'stale' | 'options' | 'generator'> & {
  readonly soak: SoakReport
}

/** What a soak came to, in a few sentences. */
export function soakSentence(facts: Facts): string {
  const { requests, lost, mixed, stale, options, soak } = facts
  const { eachSwitch, transfers, ratio, switching, processorsBusy: busy } = soak
  const percent = (share: number | null) => `${Math.round((share ?? 0) * 100)} %`
  const [one, other] = options.releases
  const router = options.router.startsWith('nginx') ? 'NGINX' : 'the simulated ARR'
  const away = soak.roundTripMs > 0 ? `, clients ${soak.roundTripMs} ms away` : ''
  const losses = [count(lost, 'lost', 'lost'), count(mixed, 'mixed', 'mixed'), count(stale, 'stale', 'stale')]
  const outcome = lost + mixed + stale === 0 ? 'not one was lost, mixed or stale' : losses.join(', ')
  const whole = transfers.reduce((sum, each) => sum + each.whole, 0)
  const all = transfers.reduce((sum, each) => sum + each.count, 0)
  return [
    `${count(eachSwitch.length, 'switch', 'switches')} to and fro between ${one} and ${other} on 1 machine${away}.`,
    `${requests.toLocaleString('en')} requests through ${router}: ${outcome}${all > 0 ? `; ${whole} of ${all} long transfers whole` : ''}.`,
    ...(ratio && switching.latencyMs
      ? [
          `With switches p99 is ${switching.latencyMs.p99} ms and p99.9 ${switching.latencyMs.p999} ms: ${ratio.p99.toFixed(2)} and ${ratio.p999.toFixed(2)} times those without.`,
        ]
      : []),
    ...((busy.switching ?? 0) > mostBusy
      ? [
          `The processors of this machine were ${percent(busy.switching)} busy with switches and ${percent(busy.quiet)} without: what the rehearsal itself needs is in these figures. Ask for fewer requests a second, or take a machine with more processors.`,
        ]
      : []),
  ]
    .join(' ')
    .concat(generatorSentence(facts))
}
