import { realpath } from 'node:fs/promises'
import { isInside } from '../machine/paths.js'
import type { Application } from './application.js'

/**
 * Whether a link leads a path in the application's `slots` folder, or that folder itself, out of where it lies. Links above the
 * application's folder are the administrator's business. What is not there leads nowhere.
 */
export async function leavesFolder({ folder, files: { slots } }: Application, path: string): Promise<boolean> {
  const [above, among, real] = await Promise.all([folder, slots, path].map(realpathIfThere))
  if (above === undefined || among === undefined) return false
  return !isInside(above, among) || (real !== undefined && !isInside(among, real))
}

async function realpathIfThere(path: string): Promise<string | undefined> {
  return realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
