import { type Pool, poolNamed, rootApplication, type Site, siteNamed } from '../iis/iis.js'
import { BadParameters } from '../octopus/bad-parameters.js'
import type { SituationWithPools } from '../slots/situation.js'

export type Model = { readonly site: Site; readonly pool: Pool | undefined }

/**
 * The site whose settings a new slot takes over: the one that was named, else the live slot, else none.
 * @throws BadParameters when there is no site of that name
 */
export function modelOf(
  { iis, live }: Pick<SituationWithPools, 'iis' | 'live'>,
  named: string | undefined,
): Model | undefined {
  const name = named ?? live.slot
  if (name === undefined) return undefined
  const site = siteNamed(iis, name)
  if (!site && named)
    throw new BadParameters([
      `Model site (BG.ModelSite) names "${named}", and there is no such site on this machine. Example of a good value: MyApp`,
    ])
  return site && { site, pool: poolNamed(iis, rootApplication(site)?.pool ?? '') }
}
