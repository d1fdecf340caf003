import { whyLostAtReload } from './lost-at-reload.js'
import type { Report } from './report.js'

type Facts = Pick<
  Report,
  | 'requests'
  | 'lost'
  | 'lostAtReload'
  | 'mixed'
  | 'stale'
  | 'answersByRelease'
  | 'serving'
  | 'deployments'
  | 'transfers'
  | 'generator'
>

/** Everything that makes a rehearsal a failed one; empty: it went well. */
export function problemsIn(facts: Facts, releases: readonly string[]): string[] {
  const { requests, lost, lostAtReload, mixed, stale, answersByRelease, serving, deployments, transfers, generator } =
    facts
  const problems: string[] = []
  if (requests === 0) problems.push('no request was sent')
  if (lost > 0)
    problems.push(
      `${count(lost, 'request was', 'requests were')} lost${lostAtReload > 0 ? `, ${lostAtReload} of them ${whyLostAtReload}` : ''}`,
    )
  if (mixed > 0) problems.push(`${count(mixed, 'answer was', 'answers were')} mixed`)
  if (stale > 0)
    problems.push(`${count(stale, 'answer', 'answers')} came from an old release after a switch was proven`)
  if (generator.notSent > 0)
    problems.push(`the load generator did not send what it should have: ${generator.because.join('; ')}`)
  for (const { machine, kind, error } of transfers.filter(({ complete }) => !complete))
    problems.push(`the ${kind} on ${machine} was cut: ${error ?? 'not all of it arrived'}`)
  for (const { release, result, failedAt, asExpected } of deployments)
    if (!asExpected)
      problems.push(
        failedAt
          ? `${release} failed on ${failedAt.machine} at ${failedAt.step}: ${failedAt.message}`
          : `${release} ${result} and should have failed`,
      )
  const live = releaseAtTheEnd(facts, releases)
  for (const [machine, release] of Object.entries(serving))
    if (release !== live) problems.push(`${machine} answers with ${release} at the end, not with ${live}`)
  const deployed = [
    releases[0] ?? '',
    ...deployments.filter(({ result }) => result === 'succeeded').map(({ release }) => release),
  ]
  for (const release of new Set(deployed))
    if (!answersByRelease[release]) problems.push(`no answer came from ${release}`)
  return problems
}

/** The one that was deployed last without failing. */
export const releaseAtTheEnd = ({ deployments }: Pick<Facts, 'deployments'>, releases: readonly string[]): string =>
  deployments.findLast(({ result }) => result === 'succeeded')?.release ?? releases[0] ?? ''

export const count = (number: number, one: string, many: string) =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`
