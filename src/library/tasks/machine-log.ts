export type LogElement = { readonly Category: string; readonly MessageText: string }

type Activity = {
  readonly Name: string
  readonly Status: string
  readonly LogElements?: readonly LogElement[]
  readonly Children?: readonly Activity[]
}

/** As the server tells a task's log: a tree of activities. */
export type TaskDetails = { readonly ActivityLogs?: readonly Activity[] }

/** What a task said on one machine. */
export type MachineLog = {
  readonly name: string
  readonly result: 'success' | 'failed' | 'unknown'
  readonly lines: readonly LogElement[]
  /** Output variables of a step of ours, which lists them in its last verbose line. */
  readonly outputs: Readonly<Record<string, string>>
}

/** Lines of an activity and of all below it. */
const linesOf = (activity: Activity): LogElement[] => [
  ...(activity.LogElements ?? []),
  ...(activity.Children ?? []).flatMap(linesOf),
]

function outputsIn(lines: readonly LogElement[]): Record<string, string> {
  const told = lines.map(({ MessageText }) => /^Outputs: (\{.*\})$/.exec(MessageText.trim())?.[1]).findLast(Boolean)
  try {
    return told ? (JSON.parse(told) as Record<string, string>) : {}
  } catch {
    return {}
  }
}

const all = (activity: Activity): Activity[] => [activity, ...(activity.Children ?? []).flatMap(all)]

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** `Run script on: web-1`, and neither `web-10` nor `my-web-1`. */
const names = (machine: string) => new RegExp(`(^|[\\s:'"(])${escaped(machine)}($|[\\s:'").,])`, 'i')

/**
 * One entry a machine, in their order: the branch that is named after it.
 * Not verified: how a server calls the branches of the tree. Without one, a machine has no lines and its result is not known.
 */
export function machineLogs({ ActivityLogs = [] }: TaskDetails, machines: readonly string[]): MachineLog[] {
  const branches = ActivityLogs.flatMap((root) => root.Children ?? []).flatMap(all)
  return machines.map((name) => {
    const branch = branches.find(({ Name }) => names(name).test(Name))
    const lines = branch ? linesOf(branch) : []
    const succeeded = branch && (branch.Status === 'Success' || branch.Status === 'SuccessWithWarning')
    return {
      name,
      result: branch === undefined ? 'unknown' : succeeded ? 'success' : 'failed',
      lines,
      outputs: outputsIn(lines),
    }
  })
}

/** A line for a terminal: what a machine printed must not steer it. */
export const harmless = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '?')
