import type { OctopusStep } from '../../process/octopus-process.js'
import { nearestNames } from '../nearest-names.js'
import { BadSettings } from '../server/bad-settings.js'
import { NoPermission } from '../server/no-permission.js'
import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import type { Target } from '../tasks/targets.js'
import { type ProcessPlan, planProcess } from './plan-process.js'
import type { PlannedVariable, VariableResource } from './plan-variables.js'
import type { ProcessResource } from './process.js'
import { findProject, isInGit, type ProjectResource, processPath } from './project.js'
import type { Settings } from './settings.js'
import { libraryVariables, projectVariables, type VariablePlace } from './variable-place.js'
import { VariablesInGit } from './variables-in-git.js'
import { wantedProcess } from './wanted-process.js'

export type ComposeOptions = { readonly branch?: string; readonly takeOver?: boolean }

/** Everything that a server holds of a composed process, and what is to become of it. */
export type Composition = {
  readonly project: ProjectResource
  /** Of a project under version control. */
  readonly branch: string | undefined
  readonly path: string
  readonly process: ProcessResource
  readonly wanted: readonly OctopusStep[]
  readonly plan: ProcessPlan
  /** Where the settings want the variables, and where else ours may be. */
  readonly places: readonly VariablePlace[]
  /** Variables of the project that hide those of the set. */
  readonly hiding: readonly PlannedVariable[]
  /** The project does not include the library variable set yet. */
  readonly lacksSet: boolean
  readonly hints: readonly string[]
}

/** @throws BadSettings */
function branchOf(project: ProjectResource, asked: string | undefined): string | undefined {
  if (isInGit(project)) return asked ?? project.PersistenceSettings?.DefaultBranch
  if (asked !== undefined)
    throw new BadSettings([`--branch: the project "${project.Name}" is not under version control.`])
  return undefined
}

/** A role that no machine has may be a slip. */
async function roleHints(octopus: Octopus, { id }: Space, role: string): Promise<string[]> {
  if (role.includes('#{')) return []
  try {
    const path = `${id}/machines?roles=${encodeURIComponent(role)}`
    if ((await octopus.get<{ readonly TotalResults: number }>(`${path}&take=1`)).TotalResults > 0) return []
    const all = await octopus.all<Target>(`${id}/machines`)
    const near = nearestNames(role, [...new Set(all.flatMap(({ Roles }) => Roles))])
    const meant = near.length > 0 ? ` Did you mean ${near.map((each) => `"${each}"`).join(' or ')}?` : ''
    return [`No machine of the space has the role "${role}" yet.${meant}`]
  } catch (error) {
    if (error instanceof NoPermission) return []
    throw error
  }
}

const hidingIn = (present: readonly VariableResource[], plan: VariablePlace['plan'], wanted: VariablePlace['wanted']) =>
  Object.entries(wanted).flatMap(([name, to]): PlannedVariable[] => {
    const hides = present.some(
      (variable) =>
        variable.Name.toLowerCase() === name.toLowerCase() &&
        plan.others.includes(variable.Name) &&
        (variable.IsSensitive || variable.Value !== to),
    )
    return hides
      ? [{ name, state: 'in the way', to, told: 'the project has its own one, which wins over the set' }]
      : []
  })

async function readPlaces(octopus: Octopus, space: Space, project: ProjectResource, settings: Settings) {
  const { variableSet, variables } = settings
  const inGit = project.PersistenceSettings?.ConversionState?.VariablesAreInGit === true
  if (variableSet === undefined) {
    if (inGit) throw new VariablesInGit(project.Name)
    return { places: [await projectVariables(octopus, space, project, variables)], hiding: [], lacksSet: false }
  }
  const set = await libraryVariables(octopus, space, project, variableSet, variables)
  const own = inGit ? undefined : await projectVariables(octopus, space, project, {})
  return {
    places: [set, ...(own ? [own] : [])],
    hiding: own ? hidingIn(own.resource?.Variables ?? [], own.plan, variables) : [],
    lacksSet: !project.IncludedLibraryVariableSetIds?.includes(set.library?.id ?? ''),
  }
}

/**
 * Reads what there is, and plans.
 * @throws UnknownName, NotImported, VariablesInGit, BadSettings
 */
export async function readComposition(
  octopus: Octopus,
  space: Space,
  settings: Settings,
  { branch: asked, takeOver = false }: ComposeOptions,
): Promise<Composition> {
  const project = await findProject(octopus, space, settings.project)
  const branch = branchOf(project, asked)
  const { steps: wanted, hints } = await wantedProcess(octopus, space, settings)
  const places = await readPlaces(octopus, space, project, settings)
  const path = processPath(space, project, branch)
  const process = await octopus.get<ProcessResource>(path)
  return {
    ...{ project, branch, path, process, wanted },
    plan: planProcess(process.Steps, wanted, { takeOver }),
    ...places,
    hints: [...hints, ...(await roleHints(octopus, space, settings.role))],
  }
}
