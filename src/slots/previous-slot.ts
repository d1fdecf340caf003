import type { JournalEvent } from './journal-event.js'

/**
 * The slot that was live before the last switch to the live one; undefined when the journal knows of none.
 * A `switching` without `switched` counts (killed in between): the router says that the switch was made.
 * A slot that went back (`switched-back`) was never really left. Whether the slot still exists is not asked here.
 * @param live what the router says, see live-slot.ts
 */
export function previousSlot(journal: readonly JournalEvent[], live: string): string | undefined {
  return journal.findLast(
    ({ kind, from, to }) => switches.has(kind) && to === live && from !== undefined && from !== live,
  )?.from
}

const switches = new Set(['switching', 'switched', 'reverted'])
