import { lstat } from 'node:fs/promises'
import { firstOf } from '../machine/first-of.js'
import { inParallel } from '../machine/in-parallel.js'
import { paths } from '../machine/paths.js'
import type { ManifestEntry } from '../machine/tree-manifest.js'

const looksAtOnce = 8
const mostNamed = 10

/**
 * What somebody has deleted from a slot's folder since it was deployed: paths in it, and a sentence; undefined: nothing. What would lie
 * behind a link that somebody has made there is not the slot's any more.
 */
export async function missingFiles(
  folder: string,
  manifest: readonly ManifestEntry[],
): Promise<{ readonly paths: readonly string[]; readonly told: string } | undefined> {
  const missing: string[] = []
  await inParallel(looksAtOnce, manifest, async ({ path }) => {
    if (!(await statsOf(folder, path)) && !(await isBehindLink(folder, path))) missing.push(path)
  })
  if (missing.length === 0) return undefined
  missing.sort()
  const told = `${missing.length} of ${manifest.length} files were missing in ${folder}: ${firstOf(missing.slice(0, mostNamed), missing.length)}.`
  return { paths: missing, told }
}

async function isBehindLink(folder: string, path: string): Promise<boolean> {
  const names = path.split('/')
  for (let depth = 1; depth < names.length; depth++) {
    const above = await statsOf(folder, names.slice(0, depth).join('/'))
    if (!above || above.isSymbolicLink()) return above !== undefined
  }
  return false
}

const statsOf = (folder: string, path: string) =>
  lstat(paths.join(folder, path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
