import { stat } from 'node:fs/promises'
import { BadParameters } from '../octopus/bad-parameters.js'

/** Where the Tentacle put the package. */
export const extractedPath = 'Octopus.Action.Package[BG.Package].ExtractedPath'

/**
 * The folder with the new content: the extracted package, or the folder that was named.
 * @throws BadParameters when there is none, or both
 */
export async function sourceOf(extracted: string | undefined, folder: string | undefined): Promise<string> {
  const problem = (why: string) =>
    new BadParameters([
      `Package (BG.Package) or Folder instead of a package (BG.Source): ${why}. Example of a good value: a package of a feed`,
    ])
  if (extracted && folder) throw problem('both are given; give one')
  const source = extracted || folder
  if (!source) throw problem('neither is given')
  const found = await stat(source).catch(() => undefined)
  if (!found?.isDirectory()) throw problem(`${source} is no folder of this machine`)
  return source
}
