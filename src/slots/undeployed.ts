import type { ManifestEntry } from '../machine/tree-manifest.js'
import { matchesGlob } from './matches-glob.js'

/**
 * The files of a slot's folder that were not deployed: uploads, logs, and deployed files that have been changed since.
 * @param disposable patterns, see matches-glob.ts: what matches one may be deleted with the slot
 * @returns paths below the slot's folder
 */
export function undeployed(
  folder: readonly ManifestEntry[],
  manifest: readonly ManifestEntry[],
  disposable: readonly string[],
): { readonly disposable: readonly string[]; readonly leftBehind: readonly string[] } {
  const deployed = new Map(manifest.map((file) => [file.path, file]))
  const added = folder.filter(({ path, bytes, sha256 }) => {
    const then = deployed.get(path)
    return then === undefined || then.bytes !== bytes || then.sha256 !== sha256
  })
  const isDisposable = (path: string) => disposable.some((pattern) => matchesGlob(path, pattern))
  return {
    disposable: added.map(({ path }) => path).filter(isDisposable),
    leftBehind: added.map(({ path }) => path).filter((path) => !isDisposable(path)),
  }
}
