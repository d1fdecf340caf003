import type { PackageReference, PropertyValue } from './action-template.js'

export type Action = {
  readonly Id: string
  readonly Name: string
  readonly ActionType: string
  readonly Condition?: string | null
  readonly IsDisabled?: boolean
  readonly Packages: readonly PackageReference[]
  readonly Properties: Readonly<Record<string, PropertyValue>>
  readonly [field: string]: unknown
}

export type Step = {
  readonly Id: string
  readonly Name: string
  readonly Condition: string
  readonly Properties: Readonly<Record<string, PropertyValue>>
  readonly Actions: readonly Action[]
  readonly [field: string]: unknown
}

/** A deployment process or that of a runbook. */
export type Process = {
  readonly Id: string
  readonly SpaceId: string
  readonly ProjectId: string
  readonly RunbookId?: string
  readonly Steps: readonly Step[]
  /** Goes up with each save. */
  readonly Version: number
  readonly [field: string]: unknown
}

/** Where a process is kept: in a project under version control once for each git reference. */
export const processKey = (id: string, gitRef?: string) => (gitRef === undefined ? id : `${id}@${gitRef}`)

export const templateId = 'Octopus.Action.Template.Id'
export const templateVersion = 'Octopus.Action.Template.Version'

/** The text of a property; a secret has none. */
export const textOf = (value: PropertyValue | undefined): string | undefined =>
  typeof value === 'string' ? value : (value?.Value ?? undefined)
