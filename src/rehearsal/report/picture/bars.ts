import type { Report, StepLine } from '../report.js'
import type { TimeSpan } from '../time-span.js'

/** A piece of a machine's row of steps. Moments in milliseconds since the load began. */
export type Bar = {
  readonly machine: string
  /** As in `names`; the drain has none. */
  readonly number: number | undefined
  readonly name: string
  readonly kind: StepLine['result'] | 'drain'
  readonly from: number
  readonly to: number
  readonly title: string
}

/** The names of the steps under load, in the order in which they first began: what the numbers in the picture stand for. */
export const stepNames = (report: Report, { since }: TimeSpan): string[] => [
  ...new Set(report.steps.filter((step) => endOf(step, since) > 0).map(({ step }) => step)),
]

/** The steps under load as bars. What follows the proof of a switch is the drain of the slot before, which in a soak runs on. */
export function bars(report: Report, time: TimeSpan): Bar[] {
  const { since } = time
  const names = stepNames(report, time)
  return report.steps.flatMap((step): Bar[] => {
    const from = since(step.startedAt)
    const to = endOf(step, since)
    if (to <= 0) return []
    const { machine, step: name, result, release, message } = step
    const seconds = `${(step.ms / 1000).toFixed(1)} s`
    const title = `${name} of ${release}: ${seconds}, ${result}${message ? `: ${message}` : ''}`
    const bar = { machine, number: names.indexOf(name) + 1, name, kind: result, from, to, title }
    if (report.soak) return [bar]
    const proof = report.switches.find(
      (each) =>
        each.provenAt !== null && each.machine === machine && since(each.provenAt) > from && since(each.provenAt) < to,
    )
    if (!proof?.provenAt || result !== 'succeeded') return [bar]
    const provenAt = since(proof.provenAt)
    const drained = `drain after the switch to ${proof.release}: ${((to - provenAt) / 1000).toFixed(1)} s until the slot before had no request in flight and was stopped`
    return [
      { ...bar, to: provenAt },
      { ...bar, number: undefined, name: 'drain', kind: 'drain', from: provenAt, title: drained },
    ]
  })
}

const endOf = ({ startedAt, ms }: StepLine, since: TimeSpan['since']) => since(startedAt) + ms
