import { UnknownName } from '../unknown-name.js'
import { NoOctopus } from './no-octopus.js'
import type { Octopus } from './octopus.js'
import { isTooOld, ServerTooOld } from './server-too-old.js'

export type Space = {
  /** E.g. `Spaces-1`: what paths of the space begin with. */
  readonly id: string
  readonly name: string
  readonly serverVersion: string
}

type SpaceResource = { readonly Id: string; readonly Name: string; readonly IsDefault: boolean }

/**
 * Who answers, and the space that is asked for.
 * @throws NoOctopus, ServerTooOld, WrongKey, UnknownName
 */
export async function openSpace(octopus: Octopus): Promise<Space> {
  const { server, space: wanted } = octopus.connection
  const about = await octopus.get<{ readonly Version?: unknown }>('')
  if (typeof about.Version !== 'string') throw new NoOctopus(server, 'its first page tells no version')
  if (isTooOld(about.Version)) throw new ServerTooOld(server, about.Version)
  const spaces = await octopus.all<SpaceResource>('spaces')
  const found =
    wanted === undefined
      ? spaces.find(({ IsDefault }) => IsDefault)
      : (spaces.find(({ Id }) => Id === wanted) ??
        spaces.find(({ Name }) => Name.toLowerCase() === wanted.toLowerCase()))
  if (!found)
    throw new UnknownName(
      'space',
      wanted ?? '(default)',
      spaces.map(({ Name }) => Name),
    )
  return { id: found.Id, name: found.Name, serverVersion: about.Version }
}
