import { firstOf } from '../machine/first-of.js'
import { hashTree } from '../machine/hash-tree.js'
import type { ManifestEntry } from '../machine/tree-manifest.js'

const mostNamed = 10

/**
 * Files in a slot's folder that are not as they were deployed: a power cut can keep a rename, and lose the content of what was renamed.
 * @returns paths in the folder, and a sentence; undefined: nothing. What is missing, or lies behind a link, is not among them.
 */
export async function halfWritten(
  folder: string,
  manifest: readonly ManifestEntry[],
): Promise<{ readonly paths: readonly string[]; readonly told: string } | undefined> {
  const found = new Map((await hashTree(folder)).map((entry) => [entry.path, entry]))
  const differing = manifest
    .filter(({ path, bytes, sha256 }) => {
      const now = found.get(path)
      return now && (now.bytes !== bytes || now.sha256 !== sha256)
    })
    .map(({ path }) => path)
  if (differing.length === 0) return undefined
  const told = `${differing.length} of ${manifest.length} files in ${folder} were not what was to be deployed: ${firstOf(differing.slice(0, mostNamed), differing.length)}.`
  return { paths: differing, told }
}
