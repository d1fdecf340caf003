import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'

/** 200 x 200 points, as the community Library has them. */
export const logoFile = (project: string): Buffer => readFileSync(path.join(project, 'docs', 'images', 'logo.png'))

const logoPath = ({ id }: Space, of: string) => `${id}/actiontemplates/${of}/logo`

/**
 * The templates that show their action type's own logo, or none. A logo that people have given a template is theirs; ours need not come back
 * byte by byte to be seen as there.
 */
export async function withoutLogo(octopus: Octopus, space: Space, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const standard = await octopus.bytes(logoPath(space, 'Octopus.Script'))
  const logos = await Promise.all(ids.map((id) => octopus.bytes(logoPath(space, id))))
  return ids.filter((_, index) => {
    const logo = logos[index]
    return logo === undefined || (standard !== undefined && logo.equals(standard))
  })
}

/** Sending it twice does no harm. */
export async function uploadLogo(octopus: Octopus, space: Space, id: string, content: Buffer): Promise<void> {
  await octopus.write({
    method: 'POST',
    path: logoPath(space, id),
    file: { name: 'logo.png', content, type: 'image/png' },
  })
}
