import type { Action, ProcessStep } from '../../src/process/chain.js'
import type { RehearsalOptions } from '../../src/rehearsal/options.js'
import { type Plan, planOf } from '../../src/rehearsal/plan.js'
import type { RunAction, RunStep, WhatRuns } from '../../src/simulators/octopus-server/what-runs.js'
import type { Template } from '../../src/simulators/tentacle/tentacle.js'
import { kebabCase } from '../../src/templates/kebab-case.js'

/** `Blue-Green - Warm Up` → `warm-up`. */
const stepOf = ({ template }: RunAction) => kebabCase(template?.Name.replace(/^Blue-Green - /, '') ?? '')

/** What the action itself holds, in the form of a template: nothing comes from the library but which properties are parameters. */
function templateOf({ template, properties, packages }: RunAction): Template {
  const parameters = (template?.Parameters ?? []).map(({ Name, DisplaySettings }) => ({
    ...{ Name, DisplaySettings },
    DefaultValue: null,
  }))
  const isParameter = (name: string) => parameters.some(({ Name }) => Name === name)
  return {
    Id: template?.Id ?? '',
    Name: template?.Name ?? '',
    ActionType: 'Octopus.Script',
    Version: template?.Version ?? 0,
    Properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !isParameter(name))),
    Parameters: parameters,
    Packages: packages.map(({ Name }) => ({ Name: Name ?? '' })),
  }
}

function actionOf(held: RunAction): Action {
  const isParameter = (name: string) => held.template?.Parameters.some(({ Name }) => Name === name)
  const given = Object.entries(held.properties).filter(([name]) => isParameter(name))
  return { name: held.name, step: stepOf(held), parameters: Object.fromEntries(given) }
}

const processStep = ({ name, condition, window, actions }: RunStep): ProcessStep => ({
  name,
  machines: window === undefined ? 'all' : 'rolling',
  condition: condition as ProcessStep['condition'],
  actions: actions.filter(({ isDisabled }) => !isDisabled).map(actionOf),
})

/** The plan of a rehearsal that runs what a server holds: its steps, its scripts, its variables. */
export const heldByServer = (options: RehearsalOptions, { steps, variables }: WhatRuns): Plan => ({
  ...planOf(options),
  steps: steps.map(processStep),
  templates: new Map(steps.flatMap(({ actions }) => actions.map((action) => [stepOf(action), templateOf(action)]))),
  variables,
})
