import { paths } from '../machine/paths.js'
import type { Octopus } from '../octopus/step.js'
import { applicationAt } from './application.js'
import type { Owner } from './marker.js'
import { type OpenApplication, withApplication } from './with-application.js'

/** Octopus's own variables that say who is at work. @see https://octopus.com/docs/projects/variables/system-variables */
export const octopusVariables = [
  'Octopus.Task.Id',
  'Octopus.Space.Id',
  'Octopus.Project.Id',
  'Octopus.Environment.Id',
  'Octopus.Deployment.Tenant.Id',
  'Octopus.Deployment.CreatedBy.Username',
] as const

/** Another step of another deployment may hold the application this long: it may be copying a large package. */
const lockWaitMs = 10 * 60_000

export type ApplicationValues = {
  readonly 'BG.Application': string
  readonly 'BG.Instance': string | undefined
  readonly 'BG.Root': string
}

export const applicationOf = (values: ApplicationValues) =>
  applicationAt(paths.resolve(values['BG.Root']), values['BG.Application'], values['BG.Instance'] ?? '')

function ownerOf(octopus: Pick<Octopus, 'variable'>): Owner {
  const id = (name: (typeof octopusVariables)[number]) => octopus.variable(name) ?? ''
  return {
    space: id('Octopus.Space.Id'),
    project: id('Octopus.Project.Id'),
    environment: id('Octopus.Environment.Id'),
    tenant: id('Octopus.Deployment.Tenant.Id'),
  }
}

/** Opens the application of a step's parameters for the Octopus task at work; see withApplication. */
export function openForStep<T>(
  octopus: Octopus,
  values: ApplicationValues & { readonly 'BG.WhatIf': boolean },
  { step, release, create }: { step: string; release: string; create?: boolean },
  work: (opened: OpenApplication) => Promise<T>,
): Promise<T> {
  const who = octopus.variable('Octopus.Deployment.CreatedBy.Username')
  return withApplication(
    octopus,
    {
      app: applicationOf(values),
      owner: ownerOf(octopus),
      task: octopus.variable('Octopus.Task.Id') ?? '',
      ...(who ? { who } : {}),
      step,
      release,
      lockWaitMs,
      create: create ?? false,
      whatIf: values['BG.WhatIf'],
    },
    work,
  )
}
