import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import { harmless } from '../tasks/machine-log.js'
import { askForNode, nodeProblem, shellOf } from '../tasks/node-check.js'
import { runTask } from '../tasks/run-task.js'
import type { Target } from '../tasks/targets.js'
import { type Finding, ok, problem, warning } from './finding.js'

/** Whether there are machines that can be deployed to. */
export function checkTargets(role: string, targets: readonly Target[]): Finding[] {
  const what = `target role ${role}`
  if (targets.length === 0)
    return [problem(what, 'no machine has it there', 'Octopus: Infrastructure, Deployment targets.')]
  const unwell = targets.filter(
    ({ IsDisabled, HealthStatus }) =>
      IsDisabled || (HealthStatus !== undefined && !/^(Healthy|HasWarnings)$/.test(HealthStatus)),
  )
  return [
    ok(what, `${targets.length} machines: ${targets.map(({ Name }) => Name).join(', ')}`),
    ...unwell.map(({ Name, IsDisabled, HealthStatus }) =>
      warning(
        `machine ${Name}`,
        IsDisabled ? 'disabled' : `its health is ${HealthStatus}`,
        'Octopus: run a health check on it.',
      ),
    ),
  ]
}

const install = 'Install Node 20 or newer there, or bring it along as a package: octopus-blue-green node-package.'

/** Whether each machine has Node, asked by an ad-hoc task: one for those with PowerShell, one for those with Bash. */
export async function checkNode(octopus: Octopus, space: Space, targets: readonly Target[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const shell of ['PowerShell', 'Bash'] as const) {
    const asked = targets.filter((target) => !target.IsDisabled && shellOf(target) === shell)
    if (asked.length === 0) continue
    const { machines } = await runTask(octopus, space, 'Is Node there?', asked, askForNode(shell))
    for (const { Name } of asked) {
      const log = machines.find(({ name }) => name === Name)?.lines.map(({ MessageText }) => MessageText)
      const wrong = log === undefined || log.length === 0 ? 'the task says nothing about it' : nodeProblem(log)
      const said = log?.find((line) => line.startsWith('Node: ')) ?? ''
      findings.push(
        wrong === undefined
          ? ok(`Node on ${Name}`, harmless(said.slice(6)))
          : problem(`Node on ${Name}`, wrong, install),
      )
    }
  }
  return findings
}
