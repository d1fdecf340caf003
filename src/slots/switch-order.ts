import type { JournalEvent } from './journal-event.js'

/**
 * Every slot that the journal knows to have been live, the latest first.
 * A switch that was taken back (`switched-back`) did not make its slot live.
 */
export function switchOrder(journal: readonly JournalEvent[]): string[] {
  const order: string[] = []
  for (const { kind, from, to } of journal) {
    if (kind !== 'switched' && kind !== 'reverted' && kind !== 'switching') continue
    for (const slot of kind === 'switching' ? [from] : [from, to]) if (slot) order.push(slot)
  }
  return [...new Set(order.reverse())]
}
