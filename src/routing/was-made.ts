import type { Marker } from '../slots/marker.js'

/** Whether Prepare Router has written a file of this hash, or was about to when it was killed. */
export const wasMade = ({ router, preparing = [] }: Marker, hash: string): boolean =>
  router?.made === hash || preparing.includes(hash)

/** The marker before Prepare Router writes a file of this hash. What it announced before it was killed stays announced. */
export const aboutToMake = (marker: Marker, hash: string): Marker => ({
  ...marker,
  preparing: [...new Set([...(marker.preparing ?? []), hash])],
})
