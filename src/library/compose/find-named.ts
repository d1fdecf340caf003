import type { Octopus } from '../server/octopus.js'
import { UnknownName } from '../unknown-name.js'

export type Named = { readonly Id: string; readonly Name: string }

const isMeant = (wanted: string) => (each: Named) =>
  each.Id === wanted || each.Name.toLowerCase() === wanted.toLowerCase()

/**
 * The one of a list that has this name or id.
 * @param path of the list below `/api/`
 */
export async function lookFor<T extends Named>(octopus: Octopus, path: string, wanted: string): Promise<T | undefined> {
  const near = await octopus.all<T>(`${path}?partialName=${encodeURIComponent(wanted)}`)
  return near.find(isMeant(wanted)) ?? (await octopus.all<T>(path)).find(isMeant(wanted))
}

/** @param kind as people call it @throws UnknownName */
export async function findNamed<T extends Named>(
  octopus: Octopus,
  path: string,
  kind: string,
  wanted: string,
): Promise<T> {
  const found = await lookFor<T>(octopus, path, wanted)
  if (found) return found
  const all = await octopus.all<T>(path)
  throw new UnknownName(
    kind,
    wanted,
    all.map(({ Name }) => Name),
  )
}
