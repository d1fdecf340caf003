import type { Claim, Claimant } from './claim.js'
import { taskNumber } from './task-number.js'

/** Long enough for a slow step, or a pause between two steps of one deployment. */
const idleAfterMs = 3_600_000
const maxLost = 50

export type ClaimDecision =
  | { readonly take: Claim; readonly from?: Claim }
  | { readonly supersededBy: Claim }
  | { readonly busyWith: Claim }
  | { readonly without: true }

/**
 * Who may work on the application.
 * - The task that holds the claim goes on.
 * - A task that has lost the claim once is superseded for ever.
 * - A task with a higher number takes the claim. One with a lower number is superseded, unless the claim's last step
 *   began more than an hour ago: a deployment that was scheduled has an old number when it starts.
 * - A run by hand has no number: it waits until the claim is an hour old, and takes none (the lock alone guards it).
 */
export function decideClaim(held: Claim | undefined, mine: Claimant, now: Date): ClaimDecision {
  const idle = held === undefined || now.getTime() - Date.parse(held.usedAt) > idleAfterMs
  const at = now.toISOString()
  if (mine.task === '') return idle ? { without: true } : { busyWith: held }
  if (held === undefined) return { take: { ...mine, since: at, usedAt: at, lost: [] } }
  if (held.task === mine.task) return { take: { ...held, ...mine, usedAt: at } }
  if (held.lost.includes(mine.task) || (!idle && !isLater(mine.task, held.task))) return { supersededBy: held }
  return { take: { ...mine, since: at, usedAt: at, lost: [held.task, ...held.lost].slice(0, maxLost) }, from: held }
}

/** A task that has no number is as late as any. */
function isLater(task: string, than: string): boolean {
  const [mine, theirs] = [taskNumber(task), taskNumber(than)]
  return mine === undefined || theirs === undefined || mine > theirs
}
