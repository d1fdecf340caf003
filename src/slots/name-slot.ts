import type { Marker } from './marker.js'
import { slotName } from './slot-name.js'

/**
 * The slot of a release with this content: the one that is there already, else a name that is free
 * (`…_2` when the release is there with other content).
 */
export function nameSlot(
  marker: Marker,
  { release, fingerprint }: { release: string; fingerprint: string },
): { readonly slot: string; readonly exists: boolean } {
  const same = Object.entries(marker.slots).find(
    ([, record]) => record.release === release && record.fingerprint === fingerprint && record.state !== 'deleting',
  )
  if (same) return { slot: same[0], exists: true }
  const taken = new Set(Object.keys(marker.slots).map((name) => name.toLowerCase()))
  for (let again = 1; ; again++) {
    const slot = slotName({ application: marker.application, instance: marker.instance, release }, again)
    if (!taken.has(slot.toLowerCase())) return { slot, exists: false }
  }
}
