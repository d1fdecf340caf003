import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import { isPending, planProcess } from './plan-process.js'
import type { ProcessResource } from './process.js'
import { ProcessStoredDifferently } from './process-stored-differently.js'
import type { ProjectResource } from './project.js'
import type { Composition } from './read-composition.js'
import { libraryVariables, makeLibrarySet, saveVariables, type VariablePlace } from './variable-place.js'

/** The project as somebody may have saved it meanwhile, with the set added to those that it includes. */
async function includeSet(octopus: Octopus, { id }: Space, project: ProjectResource, setId: string): Promise<void> {
  const path = `${id}/projects/${project.Id}`
  const now = await octopus.get<ProjectResource>(path)
  const included = now.IncludedLibraryVariableSetIds ?? []
  if (included.includes(setId)) return
  await octopus.write<ProjectResource>({
    method: 'PUT',
    path,
    json: { ...now, IncludedLibraryVariableSetIds: [...included, setId] },
    look: async () => {
      const again = await octopus.get<ProjectResource>(path)
      return again.IncludedLibraryVariableSetIds?.includes(setId) ? again : undefined
    },
  })
}

async function saveProcess(octopus: Octopus, { project, branch, path, process, plan, wanted }: Composition) {
  if (!plan.parts.some(isPending)) return
  const changed = {
    ...process,
    Steps: plan.steps,
    ...(branch === undefined ? {} : { ChangeDescription: 'Blue-green process, by octopus-blue-green compose' }),
  }
  // The plan that takes over is done, so what is there then has the mark.
  const left = (now: ProcessResource) => planProcess(now.Steps, wanted).parts.filter(isPending)
  const saved = await octopus.save<ProcessResource>(
    `the deployment process of the project "${project.Name}"`,
    path,
    changed,
    (now) => left(now).length === 0,
  )
  if (left(saved).length > 0)
    throw new ProcessStoredDifferently(left(saved).map(({ name, differences }) => `${name}: ${differences.join(', ')}`))
}

/**
 * Does what is planned. New and changed variables come before the process that needs them, those that go after it. Killed anywhere and
 * planned anew, it ends in the same state.
 * @throws SavedMeanwhile, ProcessStoredDifferently
 */
export async function applyComposition(octopus: Octopus, space: Space, composition: Composition): Promise<void> {
  const { project } = composition
  const places: VariablePlace[] = []
  for (const planned of composition.places) {
    let place = planned
    if (place.library && place.path === undefined) {
      await makeLibrarySet(octopus, space, place.library.name)
      place = await libraryVariables(octopus, space, project, place.library.name, place.wanted)
    }
    places.push(await saveVariables(octopus, place, project.Id, 'before'))
  }
  const set = places.find(({ library }) => library)?.library
  if (composition.lacksSet && set?.id !== undefined) await includeSet(octopus, space, project, set.id)
  await saveProcess(octopus, composition)
  for (const place of places) await saveVariables(octopus, place, project.Id, 'after')
}
