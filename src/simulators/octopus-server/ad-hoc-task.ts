import { Variables } from '../tentacle/variables.js'
import { type ActionTemplate, current, type PropertyValue } from './action-template.js'
import { textOf } from './process.js'
import { badRequest } from './refusals.js'
import type { MachineResult, ServerTask, TaskLine } from './server-task.js'
import type { Resource, Space } from './store.js'

/** A script that a machine shall run: a template with its parameters evaluated, or a body by itself. */
export type MachineScript = {
  readonly machine: Resource
  readonly template?: ActionTemplate
  readonly syntax: string
  readonly body: string
  readonly parameters: Readonly<Record<string, string>>
}

export type MachineAnswer = {
  readonly succeeded: boolean
  readonly log: readonly TaskLine[]
  readonly artifacts?: readonly { readonly name: string; readonly content: Buffer }[]
}

/** Stands for the machines. Default: nothing is run, and every script succeeds. */
export type RunOnMachine = (script: MachineScript) => Promise<MachineAnswer>

type AdHocArguments = {
  readonly MachineIds?: readonly string[]
  readonly TargetRoles?: readonly string[]
  readonly EnvironmentIds?: readonly string[]
  readonly ActionTemplateId?: string
  readonly Properties?: Readonly<Record<string, PropertyValue>>
  readonly ScriptBody?: string
  readonly Syntax?: string
}

function machinesOf(space: Space, { MachineIds, TargetRoles, EnvironmentIds }: AdHocArguments): Resource[] {
  const unknown = (MachineIds ?? []).filter((id) => !space.documents.Machines.has(id))
  if (unknown.length > 0) throw badRequest(`The machine '${unknown[0]}' was not found.`)
  const has = (machine: Resource, field: string, wanted: readonly string[] | undefined) =>
    !wanted?.length || (machine[field] as readonly string[] | undefined)?.some((one) => wanted.includes(one))
  return [...space.documents.Machines.values()].filter(
    (machine) =>
      (!MachineIds?.length || MachineIds.includes(machine.Id)) &&
      has(machine, 'Roles', TargetRoles) &&
      has(machine, 'EnvironmentIds', EnvironmentIds),
  )
}

/**
 * Parameters with the template's defaults, evaluated as at run time.
 * @throws SelfReference: a default refers to itself
 */
function evaluated(template: ActionTemplate, properties: AdHocArguments['Properties'] = {}): Record<string, string> {
  const variables = new Variables()
  for (const { Name, DefaultValue } of template.Parameters) {
    const value = textOf(properties[Name]) ?? textOf(DefaultValue)
    if (value !== undefined) variables.set(Name, value)
  }
  return Object.fromEntries(
    template.Parameters.flatMap(({ Name }) => {
      const value = variables.get(Name)
      return value === undefined ? [] : [[Name, value]]
    }),
  )
}

/** @throws Refused: no such machine or template, no machine at all */
export function checkAdHoc(space: Space, given: Readonly<Record<string, unknown>>): void {
  const asked = given as AdHocArguments
  if (asked.ActionTemplateId !== undefined && !space.templates.has(asked.ActionTemplateId))
    throw badRequest(`The step template '${asked.ActionTemplateId}' was not found.`)
  if (asked.ActionTemplateId === undefined && !asked.ScriptBody) throw badRequest('Please provide a script.')
  if (machinesOf(space, asked).length === 0) throw badRequest('There are no machines to run the script on.')
}

function scriptFor(space: Space, machine: Resource, asked: AdHocArguments): MachineScript {
  const versions = space.templates.get(asked.ActionTemplateId ?? '')
  if (!versions) return { machine, syntax: asked.Syntax ?? 'PowerShell', body: asked.ScriptBody ?? '', parameters: {} }
  const template = current(versions)
  const property = (name: string) => textOf(template.Properties[`Octopus.Action.Script.${name}`]) ?? ''
  return {
    machine,
    template,
    syntax: property('Syntax'),
    body: property('ScriptBody'),
    parameters: evaluated(template, asked.Properties),
  }
}

async function onMachine(space: Space, task: ServerTask, machine: Resource, run: RunOnMachine): Promise<MachineResult> {
  const named = { machineId: machine.Id, machineName: machine.Name }
  try {
    const { succeeded, log, artifacts = [] } = await run(scriptFor(space, machine, task.Arguments as AdHocArguments))
    for (const { name, content } of artifacts) {
      const Id = `Artifacts-${space.artifacts.size + 1}`
      space.artifacts.set(Id, { Id, Filename: name, taskId: task.Id, content })
    }
    return { ...named, succeeded, log }
  } catch (error) {
    return {
      ...named,
      succeeded: false,
      log: [{ level: 'Error', text: error instanceof Error ? error.message : String(error) }],
    }
  }
}

/** Runs a task to its end; never fails itself. */
export async function runAdHoc(space: Space, task: ServerTask, run: RunOnMachine): Promise<void> {
  task.State = 'Executing'
  const machines = machinesOf(space, task.Arguments as AdHocArguments)
  task.results = await Promise.all(machines.map((machine) => onMachine(space, task, machine, run)))
  const failed = task.results.filter(({ succeeded }) => !succeeded)
  task.State = failed.length > 0 ? 'Failed' : 'Success'
  task.ErrorMessage =
    failed.length > 0 ? `The script failed on ${failed.map(({ machineName }) => machineName).join(', ')}.` : ''
  task.CompletedTime = new Date().toISOString()
}
