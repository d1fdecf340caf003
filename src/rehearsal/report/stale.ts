import type { Sample } from '../load/sample.js'
import type { StepRun, Switch } from '../recording.js'

/**
 * Answers of a release whose time was over: requests that were due after a switch of their machine had been proven, answered
 * by neither that release, nor one that was switched to before they were answered, nor one whose switch has begun since and did not
 * come about.
 */
export function staleAnswers(
  samples: readonly Sample[],
  switches: readonly Switch[],
  steps: readonly Pick<StepRun, 'machine' | 'release' | 'step' | 'startedAt'>[],
): Sample[] {
  const begun = steps.filter(({ step }) => step === 'Switch')
  const byMachine = new Map<string, Switch[]>()
  for (const each of [...switches].sort((one, other) => one.switchedAt - other.switchedAt))
    byMachine.set(each.machine, [...(byMachine.get(each.machine) ?? []), each])
  return samples.filter(({ machine, at, ms, release, error }) => {
    if (release === undefined || error !== undefined) return false
    const own = byMachine.get(machine) ?? []
    const last = own.findLastIndex(({ provenAt }) => provenAt !== undefined && provenAt < at)
    const since = own[last]?.provenAt
    if (since === undefined || own[last]?.release === release) return false
    if (own.slice(last + 1).some((each) => each.release === release && each.switchedAt <= at + ms)) return false
    const isBegun = (each: { machine: string; release: string; startedAt: number }) =>
      each.machine === machine && each.release === release && each.startedAt >= since && each.startedAt <= at
    return !begun.some(isBegun)
  })
}
