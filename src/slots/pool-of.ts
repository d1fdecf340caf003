import type { SlotRecord } from './marker.js'

/** The application pool of a slot. */
export const poolOf = ({
  slot,
  record,
}: {
  readonly slot: string
  readonly record: Pick<SlotRecord, 'pool'>
}): string => record.pool ?? slot
