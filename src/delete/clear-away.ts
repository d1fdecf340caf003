import { deletable } from '../machine/deletable.js'
import { deleteTree } from '../machine/delete-tree.js'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { removeFile } from '../machine/replace-file.js'
import { manifestFile } from '../slots/manifest-file.js'
import type { OpenApplication } from '../slots/with-application.js'
import { leaveBehind } from './leave-behind.js'
import type { Doomed } from './take-down.js'

export type ClearAway = {
  readonly limitMs: number
  readonly disposable: readonly string[]
}

/**
 * Deletes what a slot has besides site and pool: folder, manifest, record. What was not deployed with it is moved aside before.
 * What is gone already is passed over, so that a killed run is finished by the next one.
 */
export async function clearAway(
  log: Log,
  opened: OpenApplication,
  { name, record }: Pick<Doomed, 'name' | 'record'>,
  { limitMs, disposable }: ClearAway,
): Promise<void> {
  const { app } = opened
  if (record.adoptedFolder) log.info(`${record.folder} is not ours to delete: it stays.`)
  else {
    await deletable(record.folder, app.files.slots) // or files would be moved out of what a link leads to
    await leaveBehind(log, app, name, record.folder, disposable)
    await deleteTree(record.folder, { limitMs, log, refuseOutside: app.files.slots })
    await deleteTree(paths.join(app.files.staging, name), { limitMs, log, refuseOutside: app.files.staging })
  }
  await removeFile(manifestFile(app, name))
  await opened.journal({ kind: 'deleted', slot: name, release: record.release })
  const { [name]: _gone, ...slots } = opened.marker.slots
  await opened.save({ ...opened.marker, slots })
  log.info(`${name} is deleted: site, application pool${record.adoptedFolder ? '' : ', folder'}.`)
}
