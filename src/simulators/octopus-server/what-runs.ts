import { Variables } from '../tentacle/variables.js'
import type { ActionTemplate, PackageReference } from './action-template.js'
import { asRead } from './git-process.js'
import { type Action, type Process, processKey, type Step, templateId, templateVersion, textOf } from './process.js'
import { notFound } from './refusals.js'
import type { Resource, Space } from './store.js'
import { variableSetId } from './variable-set.js'

/** An action as a deployment runs it: exactly what the process holds, nothing inherited. */
export type RunAction = {
  readonly name: string
  readonly isDisabled: boolean
  readonly condition: string
  /** The version that the action refers to; undefined for an action without a template. */
  readonly template: ActionTemplate | undefined
  /** Script, parameters and the rest, as texts; not evaluated. A secret is an empty text. */
  readonly properties: Readonly<Record<string, string>>
  readonly packages: readonly PackageReference[]
}

export type RunStep = {
  readonly name: string
  readonly condition: string
  readonly targetRoles: readonly string[]
  /** How many machines at a time; undefined: all at once. */
  readonly window: number | undefined
  readonly actions: readonly RunAction[]
}

export type WhatRuns = { readonly steps: readonly RunStep[]; readonly variables: Readonly<Record<string, string>> }

/** Variables of the project and of the library sets that it includes; the project's own win. Scopes: environments only. */
function variablesOf(space: Space, project: Resource, environmentId: string | undefined): Record<string, string> {
  const sets = [...((project['IncludedLibraryVariableSetIds'] as readonly string[] | undefined) ?? []), project.Id]
  const found: Record<string, string> = {}
  for (const owner of sets) {
    const all = space.variableSets.get(variableSetId(owner))?.Variables ?? []
    const scoped = (wanted: boolean) => all.filter(({ Scope }) => Boolean(Scope?.['Environment']?.length) === wanted)
    const mine = scoped(true).filter(({ Scope }) => Scope?.['Environment']?.includes(environmentId ?? ''))
    for (const { Name, Value } of [...scoped(false), ...mine]) found[Name] = Value ?? ''
  }
  return found
}

const texts = (properties: Action['Properties']) =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, textOf(value) ?? '']))

const runAction = (space: Space, action: Action): RunAction => ({
  name: action.Name,
  isDisabled: action.IsDisabled === true,
  condition: action.Condition ?? 'Success',
  template: space.templates
    .get(textOf(action.Properties[templateId]) ?? '')
    ?.find(({ Version }) => String(Version) === textOf(action.Properties[templateVersion])),
  properties: texts(action.Properties),
  packages: action.Packages,
})

function runStep(space: Space, step: Step, variables: Variables): RunStep {
  const evaluated = (name: string) => variables.substitute(textOf(step.Properties[name]) ?? '')
  const window = evaluated('Octopus.Action.MaxParallelism')
  return {
    name: step.Name,
    condition: step.Condition,
    targetRoles: evaluated('Octopus.Action.TargetRoles').split(',').filter(Boolean),
    window: window === '' ? undefined : Number(window),
    actions: step.Actions.map((action) => runAction(space, action)),
  }
}

/**
 * What a deployment of a project would run: the steps that the server holds, and the variables.
 * @param branch of a project under version control
 * @throws Refused: no such project, process or branch; SelfReference: a role or a window refers to itself
 */
export function whatRuns(
  space: Space,
  projectId: string,
  { branch, environmentId, processId }: { branch?: string; environmentId?: string; processId?: string } = {},
): WhatRuns {
  const project = space.documents.Projects.get(projectId)
  const process: Process | undefined = space.processes.get(
    processKey(processId ?? `deploymentprocess-${projectId}`, branch),
  )
  if (!project || !process) throw notFound()
  const known = variablesOf(space, project, environmentId)
  const variables = new Variables()
  variables.setAll(known)
  const { Steps } = branch === undefined ? process : asRead(space, process)
  return { steps: Steps.map((step) => runStep(space, step, variables)), variables: known }
}
