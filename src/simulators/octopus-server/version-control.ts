import { badRequest, notFound } from './refusals.js'
import type { Resource } from './store.js'

/** Of a project under version control (config as code). */
type Persistence = {
  readonly Type: 'VersionControlled'
  readonly DefaultBranch: string
  readonly ConversionState?: { readonly VariablesAreInGit?: boolean; readonly RunbooksAreInGit?: boolean }
  /** The simulator's own: its branches. */
  readonly Branches?: readonly string[]
}

export function persistenceOf(project: Resource): Persistence | undefined {
  const settings = project['PersistenceSettings'] as Persistence | undefined
  return settings?.Type === 'VersionControlled' ? settings : undefined
}

export const branchesOf = ({ DefaultBranch, Branches = [] }: Persistence) => [...new Set([DefaultBranch, ...Branches])]

/** `main` of `main`, `refs/heads/main` and the like. */
const branchName = (gitRef: string) => gitRef.replace(/^refs\/heads\//, '')

/**
 * The branch that a path names; undefined for a project without version control.
 * @throws Refused: a reference is missing, is too many, or is not known
 */
export function branchAsked(project: Resource, gitRef: string | undefined): string | undefined {
  const persistence = persistenceOf(project)
  if (!persistence) {
    if (gitRef !== undefined) throw notFound()
    return undefined
  }
  if (gitRef === undefined)
    throw badRequest(`The project '${project.Name}' is under version control. Please give a git reference.`)
  const branch = branchName(gitRef)
  if (!branchesOf(persistence).includes(branch)) throw badRequest(`The git reference '${gitRef}' was not found.`)
  return branch
}
