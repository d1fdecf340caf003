import type { Field } from '../octopus/page.js'
import { optional, text } from '../octopus/parameter-types.js'

/** Where the application tells its release, for the steps that check who answered. */
export const releaseHeaderInput = {
  label: 'Release header',
  example: 'X-Release',
  optional: true,
  variable: 'BlueGreen.ReleaseHeader',
  schema: optional(text({ pattern: /^[A-Za-z0-9-]+$/, rule: 'is not the name of a header', longest: 100 })),
} as const

export const releaseHeaderField: Field = {
  control: 'SingleLineText',
  help: 'The response header in which the application names its release, where it does. Each answer must then name the release that is deployed.',
}

export const releaseInput = {
  label: 'Release',
  example: '1.4.0',
  variable: 'Octopus.Release.Number',
  schema: text({ longest: 200 }),
} as const

export const releaseField: Field = {
  control: 'SingleLineText',
  help: 'The release that is deployed. In a runbook `Octopus.Release.Number` is not set: give the number there.',
}
