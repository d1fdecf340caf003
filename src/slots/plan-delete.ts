import type { Marker } from './marker.js'
import { taskNumber } from './task-number.js'

export type DeletePlan = {
  readonly doomed: readonly string[]
  readonly kept: readonly { readonly slot: string; readonly reason: string }[]
}

/**
 * Which slots go. Never the live one nor the previous one; of the others those that were live last are kept, as many
 * as told. What a deployment is at work on stays: its own task's slots, those of later tasks, and the one that a
 * port is reserved for.
 * @param live undefined: nobody knows what is live, so nothing goes
 * @param mayServe slots that users may get, see may-serve.ts: none of them goes, whatever is taken for the live one
 * @param order slots that were live, the latest first, see switch-order.ts
 * @param previous undefined: the journal knows of none, so one more is kept instead
 * @param keep how many to keep besides the live and the previous one
 * @param task the Octopus task that asks; `''` (by hand): no slot that was never live goes
 */
export function planDelete(
  marker: Marker,
  {
    live,
    mayServe,
    previous,
    order,
    keep,
    task,
  }: {
    live: string | undefined
    mayServe: readonly string[]
    previous: string | undefined
    order: readonly string[]
    keep: number
    task: string
  },
): DeletePlan {
  const doomed: string[] = []
  const kept: { slot: string; reason: string }[] = []
  let places = previous === undefined ? keep + 1 : keep
  for (const slot of byLastUse(marker, order)) {
    const record = marker.slots[slot]
    if (!record) continue
    const stay = (reason: string) => kept.push({ slot, reason })
    if (live === undefined) stay('it is not known which slot is live')
    else if (slot === live) stay('live')
    else if (mayServe.includes(slot)) stay('it has the port that the router points to, and may serve')
    else if (record.state === 'deleting') doomed.push(slot)
    else if (slot === previous) stay('previous: one can go back to it')
    else if (marker.reservedPort?.slot === slot) stay('a port is reserved for it')
    else if ((record.state === 'deploying' || !order.includes(slot)) && mayBeAtWork(record.task, task))
      stay('a deployment may be at work on it')
    else if (record.state !== 'deploying' && places > 0) {
      places--
      stay('kept for going back')
    } else doomed.push(slot)
  }
  return { doomed, kept }
}

/** The latest first; slots that never were live come last, the newest of them first. */
function byLastUse(marker: Marker, order: readonly string[]): string[] {
  const created = (slot: string) => marker.slots[slot]?.createdAt ?? ''
  const never = Object.keys(marker.slots).filter((slot) => !order.includes(slot))
  return [...order, ...never.sort((a, b) => (created(a) < created(b) ? 1 : -1))]
}

/** A deployment that is not over: mine or a later one. By hand one cannot tell. */
function mayBeAtWork(its: string, mine: string): boolean {
  const [theirs, own] = [taskNumber(its), taskNumber(mine)]
  return own === undefined || (theirs !== undefined && theirs >= own)
}
