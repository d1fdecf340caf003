import { createHash } from 'node:crypto'
import { mkdir, open, symlink } from 'node:fs/promises'
import { inParallel } from './in-parallel.js'
import { linkDestination } from './link-destination.js'
import { listTree, type TreeEntry } from './list-tree.js'
import { naming } from './naming.js'
import { paths } from './paths.js'
import { retryBusy } from './retry-busy.js'
import { inOrder, linkEntry, type ManifestEntry } from './tree-manifest.js'
import { TreeRefused } from './tree-refused.js'

export type CopyProgress = { files: number; ofFiles: number; bytes: number; ofBytes: number }

export type CopyOptions = {
  /** After each file. */
  onProgress?: (progress: CopyProgress) => void
  /** Why an entry is not to be copied, in words that follow its path; besides what is never copied. */
  refuse?: (entry: TreeEntry) => string | undefined
}

const chunkBytes = 256 * 1024

/**
 * Copies all that lies below `from` to `to`, which is made and must not hold any of these files yet.
 * Times of change and POSIX permissions are kept, links that stay inside the tree are made anew. A file that another program keeps to
 * itself is waited for.
 * @returns every file and link with the hash of what was written, in order of path
 * @throws TreeRefused before anything is copied: links that lead out, names that Windows reserves, other volumes, devices
 */
export async function copyTree(
  from: string,
  to: string,
  { onProgress, refuse }: CopyOptions = {},
): Promise<ManifestEntry[]> {
  const entries: TreeEntry[] = []
  const links = new Map<string, string>()
  const problems: string[] = []
  for await (const entry of listTree(from)) {
    const problem = (await neverCopied(from, entry, links)) ?? refuse?.(entry)
    if (problem === undefined) entries.push(entry)
    else problems.push(`${entry.relative} ${problem}`)
  }
  if (problems.length > 0) throw new TreeRefused(from, problems.sort())

  await mkdir(to, { recursive: true })
  for (const { relative, kind } of entries)
    if (kind === 'folder') await mkdir(paths.join(to, relative), { recursive: true })

  const files = entries.filter(({ kind }) => kind === 'file')
  const progress = {
    files: 0,
    ofFiles: files.length,
    bytes: 0,
    ofBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  }
  const buffers = Array.from({ length: 8 }, () => Buffer.allocUnsafe(chunkBytes))
  const manifest: ManifestEntry[] = []
  await inParallel(buffers.length, files, async (file) => {
    const buffer = buffers.pop() ?? Buffer.allocUnsafe(chunkBytes)
    const copied = await copyFile(paths.join(from, file.relative), paths.join(to, file.relative), file, buffer)
    buffers.push(buffer)
    manifest.push({ path: file.relative, ...copied })
    progress.files += 1
    progress.bytes += copied.bytes
    onProgress?.({ ...progress })
  })
  for (const [relative, destination] of links) {
    await symlink(destination, paths.join(to, relative))
    manifest.push(linkEntry(relative, destination))
  }
  return inOrder(manifest)
}

async function neverCopied(from: string, entry: TreeEntry, links: Map<string, string>): Promise<string | undefined> {
  if (entry.reserved !== undefined) return entry.reserved
  if (entry.kind === 'mount') return 'is the root of another volume'
  if (entry.kind === 'other') return 'is neither a file nor a folder'
  if (entry.kind !== 'link') return undefined
  const { destination, inside } = await linkDestination(from, entry.relative)
  if (!inside) return `is a link that leads out of the folder or nowhere (${destination})`
  links.set(entry.relative, destination)
  return undefined
}

async function copyFile(from: string, to: string, { mode, mtimeMs }: TreeEntry, buffer: Buffer) {
  const hash = createHash('sha256')
  const source = await retryBusy(() => open(from, 'r'))
  try {
    const target = await open(to, 'wx', mode | 0o200)
    try {
      let bytes = 0
      for (;;) {
        const { bytesRead } = await source.read(buffer, 0, buffer.length, null)
        if (bytesRead === 0) break
        hash.update(buffer.subarray(0, bytesRead))
        await naming(to, target.writeFile(buffer.subarray(0, bytesRead)))
        bytes += bytesRead
      }
      await target.utimes(mtimeMs / 1000, mtimeMs / 1000)
      return { bytes, sha256: hash.digest('hex') }
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}
