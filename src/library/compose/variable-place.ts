import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import { lookFor } from './find-named.js'
import { type PlannedVariable, planVariables, type VariableSetResource, type VariablesPlan } from './plan-variables.js'
import type { ProjectResource } from './project.js'

type LibrarySet = { readonly Id: string; readonly Name: string; readonly VariableSetId: string }

/** Where variables are kept: in the project or in a library variable set. */
export type VariablePlace = {
  /** `the variables of the project "Shop"`. */
  readonly what: string
  /** Below `/api/`; undefined: a library variable set that is still to be made. */
  readonly path: string | undefined
  readonly library: { readonly name: string; readonly id: string | undefined } | undefined
  readonly resource: VariableSetResource | undefined
  /** Name to value. */
  readonly wanted: Readonly<Record<string, string>>
  readonly plan: VariablesPlan
}

export async function projectVariables(
  octopus: Octopus,
  { id }: Space,
  project: ProjectResource,
  wanted: VariablePlace['wanted'],
): Promise<VariablePlace> {
  const path = `${id}/projects/${project.Id}/variables`
  const resource = await octopus.get<VariableSetResource>(path)
  return {
    what: `the variables of the project "${project.Name}"`,
    ...{ path, library: undefined, resource, wanted },
    plan: planVariables(resource.Variables, wanted, { projectId: project.Id, shared: false }),
  }
}

export async function libraryVariables(
  octopus: Octopus,
  { id }: Space,
  project: ProjectResource,
  name: string,
  wanted: VariablePlace['wanted'],
): Promise<VariablePlace> {
  const set = await lookFor<LibrarySet>(octopus, `${id}/libraryvariablesets`, name)
  const path = set && `${id}/variables/${set.VariableSetId}`
  const resource = path === undefined ? undefined : await octopus.get<VariableSetResource>(path)
  return {
    what: `the library variable set "${set?.Name ?? name}"`,
    ...{ path, library: { name: set?.Name ?? name, id: set?.Id }, resource, wanted },
    plan: planVariables(resource?.Variables ?? [], wanted, { projectId: project.Id, shared: true }),
  }
}

/** A library variable set that was not there. */
export async function makeLibrarySet(octopus: Octopus, { id }: Space, name: string): Promise<void> {
  const path = `${id}/libraryvariablesets`
  await octopus.write({
    method: 'POST',
    path,
    json: { Name: name, Description: 'Made by octopus-blue-green compose.', ContentType: 'Variables' },
    look: () => lookFor<LibrarySet>(octopus, path, name),
  })
}

const isWrite = ({ state }: PlannedVariable, when: 'before' | 'after') =>
  when === 'after' ? state === 'removed' : state === 'new' || state === 'changed'

/** Whether something is to be written before the process is, or after it. */
export const hasWrites = ({ planned }: VariablesPlan, when: 'before' | 'after') =>
  planned.some((each) => isWrite(each, when))

/**
 * Saves what is to be saved `before` the process (new and changed values), or `after` it (what goes).
 * @returns the place as it is then
 * @throws SavedMeanwhile
 */
export async function saveVariables(
  octopus: Octopus,
  place: VariablePlace,
  projectId: string,
  when: 'before' | 'after',
): Promise<VariablePlace> {
  const { what, path, resource, wanted, library, plan } = place
  if (path === undefined || resource === undefined || !hasWrites(plan, when)) return place
  const planNow = (now: VariableSetResource) =>
    planVariables(now.Variables, wanted, { projectId, shared: library !== undefined })
  const changed = { ...resource, Variables: plan[when] }
  const saved = await octopus.save(what, path, changed, (now) => !hasWrites(planNow(now), when))
  return { ...place, resource: saved, plan: planNow(saved) }
}
