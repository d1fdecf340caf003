export type Variable = {
  readonly Id: string
  readonly Name: string
  readonly Value: string | null
  readonly IsSensitive?: boolean
  readonly Scope?: Readonly<Record<string, readonly string[]>>
  readonly [field: string]: unknown
}

/** The variables of a project or of a library variable set. */
export type VariableSet = {
  readonly Id: string
  readonly SpaceId: string
  readonly OwnerId: string
  readonly Variables: readonly Variable[]
  /** Goes up with each save. */
  readonly Version: number
  readonly [field: string]: unknown
}

export const variableSetId = (ownerId: string) => `variableset-${ownerId}`
