import type { JournalEvent } from '../slots/journal-event.js'

const kinds: readonly string[] = ['switching', 'switched', 'switched-back', 'reverted']

/** The journal's last word on what is live; undefined when it knows of no switch. */
export const lastSwitch = (journal: readonly JournalEvent[]): JournalEvent | undefined =>
  journal.findLast(({ kind }) => kinds.includes(kind))
