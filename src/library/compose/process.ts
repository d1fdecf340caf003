import type { PropertyValue } from '../step-template.js'

/** A reference to a package in an action of a server. */
export type PackageResource = {
  readonly Id?: string
  readonly Name?: string | null
  readonly PackageId?: string | null
  readonly FeedId?: string | null
  readonly AcquisitionLocation?: string | null
  readonly Properties?: Readonly<Record<string, string>>
}

/** As servers hold them; fields that are not listed stay as they are. */
export type ActionResource = {
  readonly Id?: string
  readonly Name: string
  readonly ActionType: string
  readonly IsDisabled?: boolean
  readonly Packages?: readonly PackageResource[]
  readonly Properties: Readonly<Record<string, PropertyValue>>
  readonly [field: string]: unknown
}

export type StepResource = {
  readonly Id?: string
  readonly Name: string
  readonly Condition: string
  readonly StartTrigger?: string
  readonly Properties: Readonly<Record<string, PropertyValue>>
  readonly Actions: readonly ActionResource[]
  readonly [field: string]: unknown
}

/** @see https://octopus.com/docs/octopus-rest-api/examples/deployment-processes */
export type ProcessResource = {
  readonly Id: string
  readonly Version: number
  readonly Steps: readonly StepResource[]
  readonly [field: string]: unknown
}

/** A property's text with `\n` as line end; a secret has none. */
export const textOf = (value: PropertyValue | undefined): string | undefined =>
  (typeof value === 'string' ? value : (value?.Value ?? undefined))?.replaceAll('\r\n', '\n')
