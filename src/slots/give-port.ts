import type { Marker } from './marker.js'

/** The marker after a slot was bound to a port: no other slot has it any more, and it needs no reservation. */
export function givePort(marker: Marker, slot: string, port: number): Marker {
  if (marker.slots[slot] === undefined) throw new Error(`The marker lists no slot ${slot}`)
  const slots = Object.fromEntries(
    Object.entries(marker.slots).map(([name, record]) => {
      if (name === slot) return [name, { ...record, port }]
      return [name, record.port === port ? { ...record, port: null } : record]
    }),
  )
  const { reservedPort, ...rest } = marker
  const settled = reservedPort === undefined || reservedPort.slot === slot || reservedPort.port === port
  return { ...rest, slots, ...(settled ? {} : { reservedPort }) }
}
