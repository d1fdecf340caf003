import { randomUUID } from 'node:crypto'
import { badRequest, nameTaken } from './refusals.js'
import type { Space, Store } from './store.js'

/** A property: a text, or what stands for a secret. */
export type PropertyValue =
  | string
  | null
  | { readonly IsSensitive: boolean; readonly Value?: string | null; readonly SensitiveValue?: unknown }

export type Parameter = {
  readonly Id: string
  readonly Name: string
  readonly Label: string | null
  readonly HelpText: string | null
  readonly DefaultValue: PropertyValue
  readonly DisplaySettings: Readonly<Record<string, string>>
}

export type PackageReference = {
  readonly Id: string
  readonly Name: string
  readonly PackageId: string | null
  readonly FeedId: string | null
  readonly AcquisitionLocation: string
  readonly Properties: Readonly<Record<string, string>>
}

export type ActionTemplate = {
  readonly Id: string
  readonly SpaceId: string
  readonly Name: string
  readonly Description: string | null
  readonly ActionType: string
  /** 0 when it is new, also after an import by hand. */
  readonly Version: number
  readonly CommunityActionTemplateId: string | null
  readonly Properties: Readonly<Record<string, PropertyValue>>
  readonly Parameters: readonly Parameter[]
  readonly Packages: readonly PackageReference[]
  readonly GitDependencies: readonly unknown[]
  readonly [field: string]: unknown
}

type Sent = Partial<Record<keyof ActionTemplate, unknown>> & {
  readonly Parameters?: unknown
  readonly Packages?: unknown
}

const problemsOf = (sent: Sent): string[] => {
  const problems: string[] = []
  if (!sent.Name) problems.push('Please provide a name for the step template.')
  if (typeof sent.Name === 'string' && sent.Name.length > 200)
    problems.push('The name of a step template must be 200 characters or fewer.')
  if (!sent.ActionType) problems.push('Please provide the action type of the step template.')
  const seen = new Set<string>()
  for (const parameter of (sent.Parameters ?? []) as Partial<Parameter>[]) {
    const name = parameter.Name ?? ''
    if (!/^[\p{L}\p{Nd}_ .-]+$/u.test(name)) problems.push(`The parameter name '${name}' is not valid.`)
    if (seen.has(name.toLowerCase())) problems.push(`There is more than one parameter with the name '${name}'.`)
    seen.add(name.toLowerCase())
    if (!parameter.DisplaySettings?.['Octopus.ControlType'])
      problems.push(`The parameter '${name}' has no control type. Please choose one.`)
    const value = parameter.DefaultValue
    if (value !== undefined && value !== null && typeof value !== 'string' && typeof value !== 'object')
      problems.push(`The default value of the parameter '${name}' must be a text.`)
    if (parameter.DisplaySettings?.['Octopus.ControlType'] === 'Package')
      if (
        !((sent.Packages ?? []) as Partial<PackageReference>[]).some(
          (one) => one.Properties?.['PackageParameterName'] === name,
        )
      )
        problems.push(`The package parameter '${name}' has no package reference.`)
  }
  return problems
}

/** The template as it is kept. Fields that belong to an export file are dropped. Ids that a parameter brings are kept. */
function kept(sent: Sent, Id: string, space: Space, Version: number): ActionTemplate {
  const { $Meta, LastModifiedBy, LastModifiedOn, Category, Links, ...fields } = sent as Record<string, unknown>
  const parameters = ((sent.Parameters ?? []) as Parameter[]).map((parameter) => ({
    ...parameter,
    Id: parameter.Id || randomUUID(),
    Label: parameter.Label ?? '',
    HelpText: parameter.HelpText ?? '',
    DefaultValue: parameter.DefaultValue ?? null,
  }))
  const packages = ((sent.Packages ?? []) as PackageReference[]).map((one) => ({ ...one, Id: one.Id || randomUUID() }))
  return {
    Description: null,
    CommunityActionTemplateId: null,
    Properties: {},
    GitDependencies: [],
    ...fields,
    Name: String(sent.Name),
    ActionType: String(sent.ActionType),
    Parameters: parameters,
    Packages: packages,
    Id,
    SpaceId: space.Id,
    Version,
  } as ActionTemplate
}

export const current = (versions: readonly ActionTemplate[]): ActionTemplate => {
  const last = versions.at(-1)
  if (!last) throw new Error('a template without a version')
  return last
}

const isTaken = (space: Space, name: unknown, except?: string) =>
  [...space.templates.values()]
    .map(current)
    .some((other) => other.Id !== except && other.Name.toLowerCase() === String(name).toLowerCase())

/** @throws Refused: what a server would not take */
export function createTemplate(store: Store, space: Space, sent: Sent): ActionTemplate {
  const problems = problemsOf(sent)
  if (problems.length > 0) throw badRequest(...problems)
  if (isTaken(space, sent.Name)) throw nameTaken('step template', String(sent.Name))
  const template = kept(sent, store.newId('ActionTemplates'), space, 0)
  space.templates.set(template.Id, [template])
  return template
}

/**
 * Stores a new version.
 * Not verified: whether a server refuses a template that somebody saved meanwhile. This one does not: the later one wins.
 * @throws Refused
 */
export function updateTemplate(space: Space, id: string, sent: Sent): ActionTemplate {
  const problems = problemsOf(sent)
  if (problems.length > 0) throw badRequest(...problems)
  if (isTaken(space, sent.Name, id)) throw nameTaken('step template', String(sent.Name))
  const versions = space.templates.get(id) ?? []
  const template = kept(sent, id, space, current(versions).Version + 1)
  space.templates.set(id, [...versions, template])
  return template
}
