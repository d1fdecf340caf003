import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { extractPackage } from '../simulators/tentacle/extract-package.js'
import { BadOptions } from './bad-options.js'
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

/**
 * Extracts each package once and throws it away: the second one would be found broken under load only.
 * @throws BadOptions that names all that are broken
 */
export async function checkPackages(files: readonly string[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'octopus-blue-green-packages-'))
  const problems: string[] = []
  try {
    for (const [index, file] of files.entries())
      await extractPackage(file, path.join(folder, String(index))).catch((error: Error) =>
        problems.push(`--package: ${file} cannot be extracted: ${error.message.replace(/\.$/, '')}.`),
      )
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  if (problems.length > 0) throw new BadOptions(problems)
}
