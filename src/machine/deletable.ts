import { lstat, realpath } from 'node:fs/promises'
import { DeleteRefused } from './delete-refused.js'
import { isInside } from './paths.js'

/**
 * Whether a folder may be deleted, or files moved out of it: it has to be a folder below another one, really and not through a link.
 * @returns the volume that the folder is on, undefined when there is no such folder
 * @throws DeleteRefused
 */
export async function deletable(folder: string, root: string): Promise<number | undefined> {
  if (!isInside(root, folder)) throw new DeleteRefused(folder, `it does not lie in ${root}`)
  const stats = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (stats === undefined) return undefined
  if (!stats.isDirectory()) throw new DeleteRefused(folder, 'it is a link or a file, not a folder')
  if (!isInside(await realpath(root), await realpath(folder))) {
    throw new DeleteRefused(folder, `a link leads from it out of ${root}`)
  }
  const rootVolume = (await lstat(await realpath(root))).dev
  if (rootVolume !== stats.dev) throw new DeleteRefused(folder, `it is on another volume than ${root}`)
  return stats.dev
}
