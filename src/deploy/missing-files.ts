import { lstat } from 'node:fs/promises'
import { firstOf } from '../machine/first-of.js'
import { inParallel } from '../machine/in-parallel.js'
import { paths } from '../machine/paths.js'
import type { ManifestEntry } from '../machine/tree-manifest.js'

const looksAtOnce = 8
const mostNamed = 10

/** What somebody has deleted from a slot's folder since it was deployed: paths in it, and a sentence; undefined: nothing. */
export async function missingFiles(
  folder: string,
  manifest: readonly ManifestEntry[],
): Promise<{ readonly paths: readonly string[]; readonly told: string } | undefined> {
  const missing: string[] = []
  await inParallel(looksAtOnce, manifest, async ({ path }) => {
    await lstat(paths.join(folder, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      missing.push(path)
    })
  })
  if (missing.length === 0) return undefined
  missing.sort()
  const told = `${missing.length} of ${manifest.length} files were missing in ${folder}: ${firstOf(missing.slice(0, mostNamed), missing.length)}.`
  return { paths: missing, told }
}
