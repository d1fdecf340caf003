import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import { findNamed } from './find-named.js'

export type ProjectResource = {
  readonly Id: string
  readonly Name: string
  readonly IncludedLibraryVariableSetIds?: readonly string[]
  readonly PersistenceSettings?: {
    readonly Type?: string
    readonly DefaultBranch?: string
    readonly ConversionState?: { readonly VariablesAreInGit?: boolean }
  }
  readonly [field: string]: unknown
}

/** @throws UnknownName */
export const findProject = (octopus: Octopus, { id }: Space, wanted: string): Promise<ProjectResource> =>
  findNamed<ProjectResource>(octopus, `${id}/projects`, 'project', wanted)

export const isInGit = ({ PersistenceSettings }: ProjectResource) => PersistenceSettings?.Type === 'VersionControlled'

/** Where the deployment process is read and written, below `/api/`. */
export function processPath({ id }: Space, project: ProjectResource, branch: string | undefined): string {
  const ref = branch === undefined ? '' : `${encodeURIComponent(branch)}/`
  return `${id}/projects/${project.Id}/${ref}deploymentprocesses`
}
