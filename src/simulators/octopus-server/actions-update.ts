import type { ActionTemplate, PropertyValue } from './action-template.js'
import { type Action, type Process, processKey, templateId, templateVersion, textOf } from './process.js'
import { badRequest, notFound } from './refusals.js'
import type { Space } from './store.js'

export type ActionsUpdate = {
  readonly Version: number
  readonly ActionsToUpdate: readonly {
    readonly ProcessId: string
    readonly ProcessType: 'Deployment' | 'Runbook'
    readonly ActionIds: readonly string[]
    readonly GitRef?: string | null
  }[]
  /** Template properties that shall win over what somebody made of them in a process. */
  readonly Overrides?: Readonly<Record<string, PropertyValue>>
  /** For new parameters. */
  readonly DefaultPropertyValues?: Readonly<Record<string, PropertyValue>>
}

const hasText = (value: PropertyValue | undefined) => value !== undefined && value !== null && textOf(value) !== ''

type Moved = { readonly action: Action; readonly result: Record<string, unknown> & { readonly Outcome: string } }

/** The template's own properties that somebody changed in the process: in neither the old version's form nor the new one's. */
function changedByHand(action: Action, from: ActionTemplate | undefined, to: ActionTemplate): string[] {
  return Object.entries(to.Properties).flatMap(([name, value]) => {
    const has = textOf(action.Properties[name])
    const known = [textOf(value), textOf(from?.Properties[name])]
    return has === undefined || known.includes(has) ? [] : [name]
  })
}

/**
 * One action, moved to another version of its template, or why not.
 * Not verified: the rules in detail (which parameters count as missing, what is merged by itself).
 */
function move(action: Action, from: ActionTemplate | undefined, to: ActionTemplate, update: ActionsUpdate): Moved {
  const { Overrides = {}, DefaultPropertyValues = {} } = update
  const no = {
    NamesOfNewParametersMissingDefaultValue: [],
    ManualMergeRequiredReasonsByPropertyName: {},
    RemovedPackageUsages: [],
  }
  const refused = (Outcome: string, more: object): Moved => ({
    action,
    result: { Id: action.Id, ...no, Outcome, ...more },
  })

  const byHand = changedByHand(action, from, to).filter((name) => !(name in Overrides))
  if (byHand.length > 0)
    return refused('ManualMergeRequired', {
      ManualMergeRequiredReasonsByPropertyName: Object.fromEntries(
        byHand.map((name) => [name, ['The value was changed in the deployment process.']]),
      ),
    })
  const added = to.Parameters.filter(({ Name }) => !from?.Parameters.some((old) => old.Name === Name))
  const unset = added.filter(({ Name }) => !(Name in action.Properties))
  const missing = unset.filter(({ Name, DefaultValue }) => !(Name in DefaultPropertyValues) && !hasText(DefaultValue))
  if (missing.length > 0)
    return refused('DefaultParamterValueMissing', {
      NamesOfNewParametersMissingDefaultValue: missing.map(({ Name }) => Name),
    })

  const gone = (from?.Parameters ?? []).filter(({ Name }) => !to.Parameters.some((one) => one.Name === Name))
  const kept = Object.entries(action.Properties).filter(([name]) => !gone.some(({ Name }) => Name === name))
  const defaults = unset.map(({ Name, DefaultValue }) => [Name, DefaultPropertyValues[Name] ?? DefaultValue] as const)
  const Properties = {
    ...Object.fromEntries(kept),
    ...to.Properties,
    ...Object.fromEntries(defaults),
    [templateVersion]: String(to.Version),
  }
  return { action: { ...action, Properties }, result: { Id: action.Id, ...no, Outcome: 'Success' } }
}

/**
 * Moves actions to a version of their template.
 * Not verified: that those which can be moved are, when others cannot.
 */
export function updateActions(space: Space, id: string, update: ActionsUpdate) {
  const versions = space.templates.get(id)
  const to = versions?.find(({ Version }) => Version === update.Version)
  if (!versions) throw notFound()
  if (!to) throw badRequest(`The step template has no version '${update.Version}'.`)
  return update.ActionsToUpdate.flatMap(({ ProcessId, ActionIds, GitRef }) => {
    const key = processKey(ProcessId, GitRef ? GitRef.replace(/^refs\/heads\//, '') : undefined)
    const process = space.processes.get(key)
    if (!process) throw badRequest(`The process '${ProcessId}' was not found.`)
    const moved = new Map<string, Moved>()
    for (const action of process.Steps.flatMap((step) => step.Actions)) {
      if (!ActionIds.includes(action.Id)) continue
      if (textOf(action.Properties[templateId]) !== id)
        throw badRequest(`The action '${action.Name}' does not use this step template.`)
      const from = versions.find(({ Version }) => String(Version) === textOf(action.Properties[templateVersion]))
      moved.set(action.Id, move(action, from, to, update))
    }
    const unknown = ActionIds.filter((action) => !moved.has(action))
    if (unknown.length > 0) throw badRequest(`The action '${unknown[0]}' was not found.`)
    if ([...moved.values()].some(({ result }) => result.Outcome === 'Success'))
      space.processes.set(key, withActions(process, moved))
    return [...moved.values()].map(({ result }) => result)
  })
}

const withActions = (process: Process, moved: ReadonlyMap<string, Moved>): Process => ({
  ...process,
  Version: process.Version + 1,
  Steps: process.Steps.map((step) => ({
    ...step,
    Actions: step.Actions.map((action) => moved.get(action.Id)?.action ?? action),
  })),
})
