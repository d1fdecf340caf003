import { readlink, realpath } from 'node:fs/promises'
import { isInside, paths } from './paths.js'

export type LinkDestination = {
  /** Of a link that stays inside: relative to the link's folder, with forward slashes; of another one: as it stands in the link. */
  destination: string
  inside: boolean
}

/** Where a link in a tree leads in the end; one that leads to nothing, or to the tree itself, does not stay inside. */
export async function linkDestination(tree: string, relative: string): Promise<LinkDestination> {
  const link = paths.join(tree, relative)
  const end = await realpath(link).catch(() => undefined)
  if (end === undefined || !isInside(await realpath(tree), end))
    return { destination: await readlink(link), inside: false }
  const folder = await realpath(paths.dirname(link))
  return { destination: paths.relative(folder, end).replaceAll(paths.sep, '/') || '.', inside: true }
}
