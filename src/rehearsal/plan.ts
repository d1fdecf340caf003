import { chain, type ProcessStep } from '../process/chain.js'
import type { Template } from '../simulators/tentacle/tentacle.js'
import { type Scenario, scenarioOf } from './fail.js'
import type { RehearsalOptions } from './options.js'
import { projectFolder } from './project-folder.js'
import { templatesIn } from './templates.js'

/** What a rehearsal will run, before anything is started. */
export type Plan = {
  readonly options: RehearsalOptions
  readonly project: string
  /** The built-in application, which tells its release and has long transfers. */
  readonly isSample: boolean
  readonly scenario: Scenario | undefined
  readonly steps: readonly ProcessStep[]
  /** By step. */
  readonly templates: ReadonlyMap<string, Template>
  /** The project's variables as a server holds them; undefined: the rehearsal's own. */
  readonly variables?: Readonly<Record<string, string>>
}

/** @throws Error when a template is missing */
export function planOf(options: RehearsalOptions): Plan {
  const { router, fail, packages, soak } = options
  const project = projectFolder()
  const isSample = packages === undefined
  const steps = soak === undefined ? chain(router) : keepingPrevious(chain(router))
  const names = new Set(steps.flatMap(({ actions }) => actions.map(({ step }) => step)))
  return {
    options,
    project,
    isSample,
    scenario: fail && scenarioOf(fail, isSample),
    steps,
    templates: templatesIn(project, names, router),
  }
}

/** In a soak both slots run all the time: what is in flight for 45 s must not hold up the next switch. */
const keepingPrevious = (steps: readonly ProcessStep[]): ProcessStep[] =>
  steps.map((step) => ({
    ...step,
    actions: step.actions.map((action) =>
      action.step.startsWith('switch-')
        ? { ...action, parameters: { ...action.parameters, 'BG.StopPrevious': 'False' } }
        : action,
    ),
  }))
