import { deletable } from '../machine/deletable.js'
import { DeleteRefused } from '../machine/delete-refused.js'
import type { Application } from '../slots/application.js'
import type { SlotRecord } from '../slots/marker.js'

/** Why a slot's folder can be neither emptied nor deleted, and what to do: it is a link by now, or leads out of the root. */
export async function folderStays(
  { files: { slots } }: Application,
  { folder, adoptedFolder }: SlotRecord,
): Promise<string | undefined> {
  if (adoptedFolder) return undefined
  try {
    await deletable(folder, slots)
    return undefined
  } catch (error) {
    if (!(error instanceof DeleteRefused)) throw error
    return `${folder} cannot be deleted, ${error.why}. Nothing of this slot was deleted. Take away by hand what is there, and run this step again`
  }
}
