import { buffer } from 'node:stream/consumers'

export type PackedFile = { readonly name: string; readonly content: Buffer | string; readonly executable?: true }

/** The oldest time that a zip can tell, in the local time of whoever reads it: no clock and no time zone of the maker goes in. */
const packedAt = new Date(1980, 0, 1)

/** A zip archive: the same files give the same bytes, whenever and wherever it is made. */
export async function zipOf(files: readonly PackedFile[]): Promise<Buffer> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  for (const { name, content, executable } of files)
    zip.addBuffer(Buffer.from(content as Buffer), name, {
      mtime: packedAt,
      mode: executable ? 0o100755 : 0o100644,
      forceDosTimestamp: true,
      compressionLevel: 9,
    })
  zip.end()
  return buffer(zip.outputStream)
}
