import type { Lost } from '../load/sample.js'
import type { Adoption } from '../recording.js'
import type { Report } from './report.js'
import { count } from './verdict.js'

/** A machine whose plain site was taken in behind the router while users called it. */
export type AdoptionLine = {
  readonly machine: string
  /** As the step measured it: at most so long was there no good answer. */
  readonly gapMs: number
  /** ISO 8601 */
  readonly endedAt: string
  /** Requests that were lost while it lasted. They are no losses of a switch, and are not counted among those. */
  readonly lost: number
}

/** A request that was due, or still unanswered, in a gap. */
export const isInGap = (lost: Lost, adoptions: readonly Adoption[]): boolean =>
  adoptions.some(
    ({ machine, gapMs, endedAt }) =>
      machine === lost.machine && lost.at <= endedAt && lost.at + lost.ms >= endedAt - gapMs,
  )

export const adoptionLines = (adoptions: readonly Adoption[], lost: readonly Lost[]): AdoptionLine[] =>
  adoptions.map((adoption) => ({
    machine: adoption.machine,
    gapMs: adoption.gapMs,
    endedAt: new Date(adoption.endedAt).toISOString(),
    lost: lost.filter((each) => isInGap(each, [adoption])).length,
  }))

export const lostInGaps = (lines: readonly AdoptionLine[]): number => lines.reduce((sum, { lost }) => sum + lost, 0)

/** Every request that got no good answer, whatever was the matter: as many as the picture shows. */
export const lostInAll = ({ lost, mixed, adoptions }: Pick<Report, 'lost' | 'mixed' | 'adoptions'>): number =>
  lost + mixed + lostInGaps(adoptions)

/** `3 sites taken in; without answers for at most 71 ms, 12 requests lost in that`; undefined: none was. */
export function adoptionTold(lines: readonly AdoptionLine[]): string | undefined {
  const all = summed(lines)
  return (
    all &&
    `${count(lines.length, 'site', 'sites')} taken in; without answers for at most ${all.longestMs} ms, ${count(all.lost, 'request', 'requests')} lost in that`
  )
}

/** For the end of a sentence that has told what was lost besides; empty: no site was taken in. */
export function adoptionExcepted(lines: readonly AdoptionLine[]): string {
  const all = summed(lines)
  return all
    ? `, not counting ${count(all.lost, 'request', 'requests')} lost in the moment in which ${count(lines.length, 'site was', 'sites were')} taken in (at most ${all.longestMs} ms)`
    : ''
}

const summed = (lines: readonly AdoptionLine[]) =>
  lines.length === 0
    ? undefined
    : {
        longestMs: Math.max(...lines.map(({ gapMs }) => gapMs)),
        lost: lostInGaps(lines),
      }
