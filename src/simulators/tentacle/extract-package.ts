import { createWriteStream } from 'node:fs'
import { mkdir, utimes } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * Extracts a .zip or .nupkg as Calamari does: modification times kept, a .nupkg's own metadata left out and its
 * percent-encoded names decoded.
 * @throws on an entry that would land outside the folder
 */
export async function extractPackage(file: string, folder: string): Promise<void> {
  const nupkg = file.toLowerCase().endsWith('.nupkg')
  await mkdir(folder, { recursive: true })
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(file, { lazyEntries: true })
  for await (const entry of zip.eachEntry()) {
    const name = nupkg ? unescaped(entry.fileName) : entry.fileName
    if (nupkg && isMetadata(name)) continue
    const target = path.join(folder, name)
    if (!target.startsWith(folder + path.sep))
      throw new Error(`${file}: the entry "${name}" leaves the package's folder.`)
    if (name.endsWith('/')) {
      await mkdir(target, { recursive: true })
      continue
    }
    await mkdir(path.dirname(target), { recursive: true })
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target))
    await utimes(target, entry.getLastModDate(), entry.getLastModDate())
  }
}

const isMetadata = (name: string) =>
  /^(?:_rels\/|package\/services\/metadata\/|\[content_types\]\.xml)|\.nuspec$|\.nupkg\.sha512$/i.test(name)

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
