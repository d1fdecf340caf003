import type { SlotSite } from './live-slot.js'
import type { Marker } from './marker.js'

/**
 * Every slot that users may get, whichever is taken for the live one: the router's port is its own by the marker, or it is bound to
 * that port and IIS does not say that it is stopped.
 * @param sites only those that belong to the application
 */
export function mayServe(marker: Marker, routerPort: number | undefined, sites: readonly SlotSite[]): string[] {
  if (routerPort === undefined) return []
  const own = Object.keys(marker.slots).filter((slot) => marker.slots[slot]?.port === routerPort)
  const bound = sites.filter(({ ports, site }) => site.state !== 'Stopped' && ports.includes(routerPort))
  return [...new Set([...own, ...bound.map(({ name }) => name)])]
}
