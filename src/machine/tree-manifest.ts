import { createHash } from 'node:crypto'

/** One file of a tree, or one link: of a link, `sha256` and `bytes` are those of where it points to. */
export type ManifestEntry = {
  /** Below the tree's folder, with forward slashes. */
  path: string
  bytes: number
  /** In lower-case hexadecimal digits. */
  sha256: string
}

/** A link's line: told apart from a file that has the link's destination as its content. */
export function linkEntry(path: string, destination: string): ManifestEntry {
  const sha256 = createHash('sha256').update(`link\0${destination}`).digest('hex')
  return { path, bytes: Buffer.byteLength(destination), sha256 }
}

/** In an order that depends on nothing but the paths. */
export function inOrder(manifest: readonly ManifestEntry[]): ManifestEntry[] {
  return [...manifest].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
