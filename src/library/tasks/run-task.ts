import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { DeadlinePassed } from '../server/deadline-passed.js'
import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import { type MachineLog, machineLogs, type TaskDetails } from './machine-log.js'
import type { Target } from './targets.js'
import { TaskGoesOn } from './task-goes-on.js'

type Task = { readonly Id: string; readonly Description: string; readonly State: string; readonly IsCompleted: boolean }

export type TaskResult = {
  readonly id: string
  readonly succeeded: boolean
  readonly state: string
  readonly machines: readonly MachineLog[]
}

const firstPollMs = 300
const slowestPollMs = 5_000

/** What a task shall do: a step template with its parameters, or a script. */
export type AdHoc =
  | { readonly ActionTemplateId: string; readonly Properties: Readonly<Record<string, string>> }
  | { readonly ScriptBody: string; readonly Syntax: 'PowerShell' | 'Bash' }

/** Starts a script on machines. The description is known by its last part, should the answer be lost. */
async function startTask(
  octopus: Octopus,
  { id }: Space,
  what: string,
  machines: readonly Target[],
  adHoc: AdHoc,
): Promise<Task> {
  const Description = `${what} (octopus-blue-green ${randomUUID().slice(0, 8)})`
  const Arguments = {
    ...adHoc,
    MachineIds: machines.map(({ Id }) => Id),
    EnvironmentIds: [],
    TargetRoles: [],
    TargetType: 'Machines',
  }
  const look = async () => {
    const { Items } = await octopus.get<{ Items: Task[] }>(`${id}/tasks?name=AdHocScript&skip=0&take=30`)
    return Items.find((task) => task.Description === Description)
  }
  const json = { Name: 'AdHocScript', Description, SpaceId: id, Arguments }
  return octopus.write<Task>({ method: 'POST', path: `${id}/tasks`, json, look })
}

/**
 * Runs a template or a script as an ad-hoc task, and waits for its end.
 * @throws TaskGoesOn: it has not ended before the command has to
 */
export async function runTask(
  octopus: Octopus,
  space: Space,
  what: string,
  machines: readonly Target[],
  adHoc: AdHoc,
  { onState = () => {} }: { onState?: (state: string, id: string) => void } = {},
): Promise<TaskResult> {
  const task = await startTask(octopus, space, what, machines, adHoc)
  let state = task.State
  for (let pollMs = firstPollMs; ; pollMs = Math.min(slowestPollMs, pollMs * 1.5)) {
    const now = await octopus.get<Task>(`${space.id}/tasks/${task.Id}`).catch((error: unknown) => {
      throw error instanceof DeadlinePassed ? new TaskGoesOn(task.Id, state) : error
    })
    if (now.State !== state) onState(now.State, task.Id)
    state = now.State
    if (now.IsCompleted) break
    await delay(pollMs)
  }
  const details = await octopus.get<TaskDetails>(`${space.id}/tasks/${task.Id}/details?verbose=true`)
  return {
    id: task.Id,
    succeeded: state === 'Success',
    state,
    machines: machineLogs(
      details,
      machines.map(({ Name }) => Name),
    ),
  }
}
