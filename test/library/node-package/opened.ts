import { buffer } from 'node:stream/consumers'
import { openPromise } from 'yauzl'

export type OpenedFile = { readonly content: Buffer; readonly mode: number }

/** What a .zip or .nupkg holds, by name. */
export async function opened(file: string): Promise<Map<string, OpenedFile>> {
  const zip = await openPromise(file, { lazyEntries: true })
  const files = new Map<string, OpenedFile>()
  for await (const entry of zip.eachEntry())
    files.set(entry.fileName, {
      content: await buffer(await zip.openReadStreamPromise(entry)),
      mode: (entry.externalFileAttributes >>> 16) & 0o777,
    })
  return files
}
