import type { Sample } from '../load/sample.js'
import type { Switch } from '../recording.js'

/**
 * Answers of a release whose time was over: requests that were due after a switch of their machine had been proven, answered
 * by neither that release nor the one of the machine's next switch.
 */
export function staleAnswers(samples: readonly Sample[], switches: readonly Switch[]): Sample[] {
  const byMachine = new Map<string, Switch[]>()
  for (const each of [...switches].sort((one, other) => one.switchedAt - other.switchedAt))
    byMachine.set(each.machine, [...(byMachine.get(each.machine) ?? []), each])
  return samples.filter(({ machine, at, release, error }) => {
    if (release === undefined || error !== undefined) return false
    const own = byMachine.get(machine) ?? []
    const last = own.findLastIndex(({ provenAt }) => provenAt !== undefined && provenAt < at)
    return last >= 0 && !own.slice(last).some((each) => each.release === release)
  })
}
