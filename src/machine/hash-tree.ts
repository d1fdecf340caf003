import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { inParallel } from './in-parallel.js'
import { linkDestination } from './link-destination.js'
import { listTree } from './list-tree.js'
import { naming } from './naming.js'
import { paths } from './paths.js'
import { retryBusy } from './retry-busy.js'
import { inOrder, linkEntry, type ManifestEntry } from './tree-manifest.js'

const chunkBytes = 256 * 1024

/**
 * Every file and link below a folder, in order of path; links are not followed. The same as copyTree returns. A file that another
 * program keeps to itself is waited for.
 */
export async function hashTree(folder: string): Promise<ManifestEntry[]> {
  const manifest: ManifestEntry[] = []
  await inParallel(8, listTree(folder), async ({ relative, kind }) => {
    if (kind === 'file')
      manifest.push({ path: relative, ...(await retryBusy(() => hashFile(paths.join(folder, relative)))) })
    if (kind === 'link') manifest.push(linkEntry(relative, (await linkDestination(folder, relative)).destination))
  })
  return inOrder(manifest)
}

async function hashFile(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  const handle = await open(file, 'r')
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes)
    let bytes = 0
    for (;;) {
      const { bytesRead } = await naming(file, handle.read(buffer, 0, buffer.length, null))
      if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') }
      hash.update(buffer.subarray(0, bytesRead))
      bytes += bytesRead
    }
  } finally {
    await handle.close()
  }
}
