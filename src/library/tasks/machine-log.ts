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
  readonly succeeded: boolean
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

/**
 * One entry a machine. Not verified: how a server calls the branches of the tree; the last word of one that has no branch named
 * after a machine is taken as it is.
 */
export function machineLogs({ ActivityLogs = [] }: TaskDetails): MachineLog[] {
  return ActivityLogs.flatMap((root) => root.Children ?? []).map((branch) => {
    const lines = linesOf(branch)
    return {
      name: branch.Name.replace(/^.*: /, ''),
      succeeded: branch.Status === 'Success' || branch.Status === 'SuccessWithWarning',
      lines,
      outputs: outputsIn(lines),
    }
  })
}

/** A line for a terminal: what a machine printed must not steer it. */
export const harmless = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '?')
