import { lstat, mkdir } from 'node:fs/promises'
import { hashTree } from '../machine/hash-tree.js'
import type { Log } from '../machine/log.js'
import { moveTree } from '../machine/move-tree.js'
import { paths } from '../machine/paths.js'
import type { Application } from '../slots/application.js'
import { readManifest } from '../slots/read-manifest.js'
import { undeployed } from '../slots/undeployed.js'

const moveLimitMs = 30_000
const shown = 10

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )

/** Whether a file can be put there; the folders above it are made, unless a file has the name of one. */
const isFree = (path: string): Promise<boolean> =>
  mkdir(paths.dirname(path), { recursive: true }).then(
    async () => !(await isThere(path)),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST' || error.code === 'ENOTDIR') return false
      throw error
    },
  )

/** `<folder>/<path>`; where an earlier deletion has left something of that name, `<folder>~2/<path>` and so on. */
async function freeName(folder: string, path: string): Promise<string> {
  for (let again = 1; ; again++) {
    const name = paths.join(again === 1 ? folder : `${folder}~${again}`, path)
    if (await isFree(name)) return name
  }
}

/**
 * Moves the files of a slot that were not deployed (uploads, logs, changed files) to the application's `left-behind` folder,
 * before the slot's folder is deleted. What a pattern declares disposable stays, and goes with the folder.
 * @returns how many were moved
 */
export async function leaveBehind(
  log: Log,
  app: Application,
  slot: string,
  folder: string,
  disposable: readonly string[],
): Promise<number> {
  if (!(await isThere(folder))) return 0
  const found = undeployed(await hashTree(folder), await readManifest(app, slot, log), disposable)
  const to = paths.join(app.files.leftBehind, slot)
  for (const path of found.leftBehind)
    await moveTree(paths.join(folder, path), await freeName(to, path), { limitMs: moveLimitMs, log })
  if (found.leftBehind.length > 0)
    log.warning(
      `${found.leftBehind.length} files of ${slot} were not deployed with it and are kept in ${to}: ${found.leftBehind.slice(0, shown).join(', ')}${found.leftBehind.length > shown ? ', ...' : ''}`,
    )
  return found.leftBehind.length
}
