import { isNginx } from '../../process/chain.js'
import type { Scenario } from '../fail.js'
import { adoptionExcepted } from './adoption.js'
import type { Report } from './report.js'
import { count, releaseAtTheEnd } from './verdict.js'

type Facts = Pick<
  Report,
  | 'requests'
  | 'lost'
  | 'lostAtReload'
  | 'mixed'
  | 'stale'
  | 'serving'
  | 'deployments'
  | 'options'
  | 'generator'
  | 'adoptions'
> & {
  readonly scenario: Scenario | undefined
  readonly isOk: boolean
}

/** What happened, in one or two sentences. */
export function sentenceOf(facts: Facts): string {
  const { requests, lost, lostAtReload, mixed, stale, serving, options, scenario, deployments } = facts
  const { releases } = options
  const machines = Object.keys(serving).length
  const where = count(machines, 'machine', 'machines')
  const router = isNginx(options.router)
    ? options.router === 'nginx-reload'
      ? 'NGINX, reloaded at each switch'
      : 'NGINX'
    : options.iis
      ? 'ARR'
      : 'the simulated ARR'
  const failed = deployments.find(({ result }) => result === 'failed')
  const happened = failed?.failedAt
    ? `${failed.release} failed at "${failed.failedAt.step}" on ${failed.failedAt.machine}${failed.asExpected && scenario ? `, as it was meant to (${scenario.says})` : ''}; ${serves(facts)}`
    : `${replaced(releases)} on ${where}${machines > 1 ? `, ${options.window} at a time` : ''}${scenario ? `; ${scenario.says}` : ''}`
  const atReload = lostAtReload > 0 ? ` (${lostAtReload} of them at a reload, on kept connections, as known)` : ''
  const losses = [
    `${count(lost, 'lost', 'lost')}${atReload}`,
    count(mixed, 'mixed', 'mixed'),
    count(stale, 'stale', 'stale'),
  ]
  const outcome = lost + mixed + stale === 0 ? 'not one was lost, mixed or stale' : losses.join(', ')
  const told = `${outcome}${adoptionExcepted(facts.adoptions)}.${generatorSentence(facts)}`
  return `${happened}. ${requests.toLocaleString('en')} requests through ${router}: ${told}`
}

/** Said only where the generator itself was too slow; begins with a space. */
export const generatorSentence = ({ generator }: Pick<Report, 'generator'>): string =>
  generator.saturated
    ? ` The load generator itself could not keep up (${generator.because.join('; ')}): the latencies tell of this machine.`
    : ''

const replaced = (releases: readonly string[]): string =>
  releases.length === 2
    ? `${releases[1]} replaced ${releases[0]}`
    : `${releases.length - 1} deployments in a row, from ${releases[0]} to ${releases.at(-1)},`

function serves({ serving, deployments, options }: Facts): string {
  const live = releaseAtTheEnd({ deployments }, options.releases)
  return Object.values(serving).every((release) => release === live)
    ? `${live} serves on every machine`
    : Object.entries(serving)
        .map(([machine, release]) => `${machine} serves ${release}`)
        .join(', ')
}
