import { isInside, isSamePath } from '../machine/paths.js'
import type { Application } from './application.js'
import type { Marker, SlotRecord } from './marker.js'

/** What is asked of a site, whatever else is known of it. */
export type AnySite = { readonly name: string; readonly physicalPath: string }

export type Slot<S extends AnySite> = { readonly slot: string; readonly record: SlotRecord; readonly site: S }

/** A site that has a slot's name and yet is none. */
export type Stranger<S extends AnySite> = { readonly site: S; readonly why: string }

/**
 * The sites that are slots by what marker and IIS say: the marker lists the name, and the site's physical path lies in
 * the slot's own folder, which lies in the application's `slots` folder. A site that was taken in has its folder elsewhere:
 * the path then has to be the recorded one. Sites with other names are left out.
 */
export function listedSites<S extends AnySite>(
  app: Application,
  marker: Marker,
  sites: readonly S[],
): { readonly slots: readonly Slot<S>[]; readonly strangers: readonly Stranger<S>[] } {
  const slots: Slot<S>[] = []
  const strangers: Stranger<S>[] = []
  for (const site of sites) {
    const record = Object.hasOwn(marker.slots, site.name) ? marker.slots[site.name] : undefined
    if (record === undefined) continue
    // The folder of a site that was taken in may be written with a variable, such as %SystemDrive%.
    const inFolder =
      record.folder === site.physicalPath ||
      isSamePath(record.folder, site.physicalPath) ||
      isInside(record.folder, site.physicalPath)
    if (!record.adoptedFolder && !isInside(app.files.slots, record.folder))
      strangers.push({ site, why: `its recorded folder ${record.folder} is not in ${app.files.slots}` })
    else if (!inFolder) strangers.push({ site, why: `it serves ${site.physicalPath}, not ${record.folder}` })
    else slots.push({ slot: site.name, record, site })
  }
  return { slots, strangers }
}
