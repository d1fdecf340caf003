import * as z from 'zod/mini'
import type { Log } from '../machine/log.js'
import type { ManifestEntry } from '../machine/tree-manifest.js'
import type { Application } from './application.js'
import { manifestFile } from './manifest-file.js'
import { readIfThere } from './read-if-there.js'

const schema = z.looseObject({
  version: z.literal(1),
  files: z.array(z.looseObject({ path: z.string(), bytes: z.number(), sha256: z.string() })),
})

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
  const text = (await readIfThere(file)) ?? ''
  try {
    return z.parse(schema, JSON.parse(text)).files
  } catch {
    log.warning(
      `${file} ${text === '' ? 'is missing' : 'cannot be understood'}: all files of ${slot} count as not deployed.`,
    )
    return []
  }
}
