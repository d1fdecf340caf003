import { lstat, readdir, rm } from 'node:fs/promises'
import { copyTree } from '../machine/copy-tree.js'
import { deleteTree } from '../machine/delete-tree.js'
import type { Log } from '../machine/log.js'
import { moveTree } from '../machine/move-tree.js'
import { paths } from '../machine/paths.js'
import { retryBusy } from '../machine/retry-busy.js'
import type { ManifestEntry } from '../machine/tree-manifest.js'
import { StepFailed } from '../octopus/step-failed.js'
import type { Application } from '../slots/application.js'
import { leavesFolder } from '../slots/leaves-folder.js'
import type { Marker } from '../slots/marker.js'
import { writeManifest } from '../slots/write-manifest.js'
import { FolderIsLink, FolderNotOurs } from './deploy-refused.js'
import { halfWritten } from './half-written.js'
import { missingFiles } from './missing-files.js'

const limitMs = 60_000
const tellEveryFiles = 1_000

/** Where the slot's files go. */
export const slotFolder = (app: Application, slot: string): string => paths.join(app.files.slots, slot)

/**
 * Before anything is changed: only one rename makes a folder of the slot's name, but for one that was made by hand.
 * @throws FolderNotOurs, FolderIsLink
 */
export async function checkSlotFolder(app: Application, marker: Marker, slot: string): Promise<void> {
  const folder = slotFolder(app, slot)
  const there = await statsOf(folder)
  if (there?.isSymbolicLink() || (await leavesFolder(app, folder))) throw new FolderIsLink(folder, app.folder)
  if (!marker.slots[slot] && there) throw new FolderNotOurs(folder)
}

const statsOf = (path: string) => lstat(path).catch(() => undefined)

/** What killed deployments have half copied, of this release or of others: nobody else copies while the lock is held. */
export async function emptyStaging(log: Log, { files: { staging } }: Application): Promise<void> {
  const entries = await readdir(staging, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const entry of entries.filter((one) => one.isDirectory()))
    await deleteTree(paths.join(staging, entry.name), { limitMs, log, refuseOutside: staging })
}

/**
 * Puts the files of a slot in place: copied beside, compared with what was hashed before, made visible by one rename.
 * Of a folder that is there already (see checkSlotFolder), files that are missing are put back, each by a rename. What was changed
 * there stays: it may be what the release itself has written.
 * @param unconfirmed given for a slot of which no deployment was ever finished: after a power cut its files may be empty or torn. They
 * are compared then, and what differs is replaced. `stop` ends what runs there.
 * @param record writes down that the slot is the application's, before anything of it can be seen
 */
export async function stage(
  log: Log,
  app: Application,
  {
    slot,
    source,
    manifest,
    unconfirmed,
  }: {
    slot: string
    source: string
    manifest: readonly ManifestEntry[]
    unconfirmed?: { stop(): Promise<void> } | undefined
  },
  record: () => Promise<void>,
): Promise<void> {
  const folder = slotFolder(app, slot)
  const staging = paths.join(app.files.staging, slot)
  await emptyStaging(log, app)
  if (!(await statsOf(folder))) {
    await copyBeside(log, source, staging, manifest)
    await writeManifest(app, slot, manifest)
    await record()
    await moveTree(staging, folder, { limitMs, log })
    log.info(`${manifest.length} files are in ${folder}.`)
    return
  }
  log.info(`${folder} is there already.`)
  await record()
  const missing = await missingFiles(folder, manifest)
  await unconfirmed?.stop()
  const torn = unconfirmed && (await halfWritten(folder, manifest))
  if (!missing && !torn) return
  await copyBeside(log, source, staging, manifest)
  for (const path of torn?.paths ?? []) {
    await retryBusy(() => rm(paths.join(folder, path)), { limitMs })
    await moveTree(paths.join(staging, path), paths.join(folder, path), { limitMs, log })
  }
  for (const path of missing?.paths ?? [])
    await moveTree(paths.join(staging, path), paths.join(folder, path), { limitMs, log })
  await emptyStaging(log, app)
  if (missing) log.warning(`${missing.told} They are back.`)
  if (torn) log.warning(`${torn.told} An earlier run was cut off before they were on the disk. They are replaced.`)
}

async function copyBeside(log: Log, source: string, staging: string, manifest: readonly ManifestEntry[]) {
  const changed = new StepFailed({
    happened: `${source} changed while it was copied.`,
    untouched: 'No site was made; what is live is live.',
    todo: 'Run this step again when nobody writes to that folder.',
  })
  const copied = await copyTree(source, staging, {
    onProgress: ({ files, ofFiles, bytes, ofBytes }) => {
      if (files % tellEveryFiles === 0)
        log.progress((bytes / Math.max(1, ofBytes)) * 100, `${files} of ${ofFiles} files copied`)
    },
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? changed : error
  })
  if (JSON.stringify(copied) !== JSON.stringify(manifest)) throw changed
}
