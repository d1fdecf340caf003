import type { Log } from '../machine/log.js'
import type { ManifestEntry } from '../machine/tree-manifest.js'
import type { Application } from './application.js'
import { manifestFile } from './manifest-file.js'
import { readIfThere } from './read-if-there.js'
import { fields, listOf, number, oneOf, problemsIn, text } from './shape.js'

const manifest = fields({ version: oneOf(1), files: listOf(fields({ path: text, bytes: number, sha256: text })) })

/**
 * What a slot was deployed with. Without a manifest, or with one that cannot be understood, that is nothing (said):
 * every file then counts as not deployed, and none is lost.
 */
export async function readManifest(
  app: Application,
  slot: string,
  log: Pick<Log, 'warning'>,
): Promise<readonly ManifestEntry[]> {
  const file = manifestFile(app, slot)
  const found = (await readIfThere(file)) ?? ''
  try {
    const value: unknown = JSON.parse(found)
    const problems = problemsIn(manifest, value)
    if (problems.length > 0) throw new Error(problems.join('; '))
    return (value as { readonly files: readonly ManifestEntry[] }).files
  } catch {
    log.warning(
      `${file} ${found === '' ? 'is missing' : 'cannot be understood'}: all files of ${slot} count as not deployed.`,
    )
    return []
  }
}
