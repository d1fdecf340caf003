import type { Report } from './report.js'
import { count } from './verdict.js'

/** `2 releases on 3 machines, 41,200 requests, 0 lost` */
export function headline({ options, serving, requests, lost, mixed, stale }: Report): string {
  const parts = [
    `${count(new Set(options.releases).size, 'release', 'releases')} on ${count(Object.keys(serving).length, 'machine', 'machines')}`,
    count(requests, 'request', 'requests'),
    `${lost.toLocaleString('en')} lost`,
    ...(mixed > 0 ? [`${mixed.toLocaleString('en')} mixed`] : []),
    ...(stale > 0 ? [`${stale.toLocaleString('en')} stale`] : []),
  ]
  return parts.join(', ')
}
