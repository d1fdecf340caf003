import type { Application } from './application.js'
import { leavesFolder } from './leaves-folder.js'
import { type AnySite, listedSites, type Slot, type Stranger } from './listed-sites.js'
import type { Marker } from './marker.js'

/**
 * The application's slots among all sites of this machine. Only these may be changed; a site that merely has a slot's name
 * is a stranger, and so is one whose folder leads out of the application's folder through a link.
 */
export async function slotsOf<S extends AnySite>(
  app: Application,
  marker: Marker,
  sites: readonly S[],
): Promise<{ readonly slots: readonly Slot<S>[]; readonly strangers: readonly Stranger<S>[] }> {
  const listed = listedSites(app, marker, sites)
  const slots: Slot<S>[] = []
  const strangers: Stranger<S>[] = [...listed.strangers]
  for (const slot of listed.slots) {
    const { site, record } = slot
    const leadsOut = !record.adoptedFolder && (await leavesFolder(app, site.physicalPath))
    if (leadsOut) strangers.push({ site, why: `a link in ${site.physicalPath} leads out of ${app.files.slots}` })
    else slots.push(slot)
  }
  return { slots, strangers }
}
