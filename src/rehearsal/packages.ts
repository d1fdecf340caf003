import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { writeSamplePackage } from './sample-app/package.js'

/**
 * The package of each release: those given, or the sample application's.
 * @param broken makes the last one break on purpose
 */
export async function packagesOf(
  releases: readonly string[],
  given: readonly string[] | undefined,
  { project, folder, broken }: { project: string; folder: string; broken: string | undefined },
): Promise<string[]> {
  if (given) return [...given]
  const serverFile = path.join(project, 'dist', 'sample-app.js')
  const written = releases.map(async (release, index) => {
    const own = path.join(folder, String(index))
    await mkdir(own, { recursive: true })
    const isLast = index === releases.length - 1
    return writeSamplePackage(release, { serverFile, folder: own, ...(isLast && broken ? { broken } : {}) })
  })
  return Promise.all(written)
}
