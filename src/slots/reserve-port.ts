import type { Marker } from './marker.js'

/** The marker with a port set aside for a slot until `givePort`; an earlier reservation is given up. */
export function reservePort(marker: Marker, { port, slot, now }: { port: number; slot: string; now: Date }): Marker {
  const same = marker.reservedPort?.port === port && marker.reservedPort.slot === slot
  return same ? marker : { ...marker, reservedPort: { port, slot, since: now.toISOString() } }
}

/** The port that was set aside for a slot and is not bound yet. */
export const reservedFor = ({ reservedPort }: Marker, slot: string): number | undefined =>
  reservedPort?.slot === slot ? reservedPort.port : undefined
