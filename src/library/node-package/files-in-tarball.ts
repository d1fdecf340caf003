import { NotInTarball } from './not-in-tarball.js'

/**
 * The contents of some files of an npm package.
 * @param wanted names below `package/`, e.g. `bin/node.exe`
 * @throws NotInTarball
 */
export async function filesInTarball(
  npmPackage: string,
  tarball: Buffer,
  wanted: readonly string[],
): Promise<Map<string, Buffer>> {
  const { Parser } = await import('tar')
  const found = new Map<string, Buffer>()
  await new Promise<void>((resolve, reject) => {
    const parser = new Parser({
      strict: true,
      filter: (name, entry) =>
        'type' in entry && entry.type === 'File' && wanted.includes(name.replace(/^[^/]*\//, '')),
      onReadEntry: (entry) => {
        const parts: Buffer[] = []
        entry.on('data', (part) => parts.push(Buffer.from(part)))
        entry.on('end', () => found.set(entry.path.replace(/^[^/]*\//, ''), Buffer.concat(parts)))
      },
    })
    parser.on('end', () => resolve())
    parser.on('error', reject)
    parser.end(tarball)
  })
  const missing = wanted.filter((name) => !found.get(name)?.length)
  if (missing.length > 0) throw new NotInTarball(npmPackage, missing)
  return found
}
