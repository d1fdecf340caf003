import type { Action, ProcessStep } from '../process/chain.js'
import {
  type ActionRequest,
  type ActionResult,
  type Template,
  Tentacle,
  type TentacleOptions,
} from '../simulators/tentacle/tentacle.js'
import type { RehearsalMachine } from './rehearsal-machine.js'
import { deploymentVariables } from './variables.js'

export type Deployment = {
  readonly release: string
  /** Grows with each deployment, as Octopus's task numbers do. */
  readonly number: number
  readonly packageFile: string
  readonly isSample: boolean
  /** The project's variables as a server holds them; undefined: the rehearsal's own. */
  readonly variables?: Readonly<Record<string, string>> | undefined
  readonly steps: readonly ProcessStep[]
  readonly templates: ReadonlyMap<string, Template>
  readonly machines: readonly RehearsalMachine[]
  /** How many machines at a time go through a rolling step. */
  readonly window: number
  /** What happens around each action. */
  readonly perform: Perform
  readonly signal: AbortSignal
  /** How Calamari hands variables to Bash; default as the older ones do: two processes for each that is looked up. */
  readonly bashVariables?: TentacleOptions['bashVariables']
}

export type Turn = {
  readonly machine: RehearsalMachine
  readonly action: Action
  readonly request: ActionRequest
  readonly run: (request: ActionRequest) => Promise<ActionResult>
}

export type Perform = (turn: Turn) => Promise<ActionResult>

export type FailedAt = { readonly machine: string; readonly step: string; readonly message: string }

/**
 * One release over all machines, as Octopus runs a process: each step for the machines of a window, then for those of the next;
 * a step with the condition Success only while none has failed.
 * @returns where it failed, undefined when it did not
 */
export async function deploy(deployment: Deployment): Promise<FailedAt | undefined> {
  const { steps, machines, window, signal } = deployment
  const tentacles = new Map(machines.map((machine) => [machine, tentacleOn(machine, deployment)]))
  let failedAt: FailedAt | undefined
  for (const { machines: which, condition, actions } of steps) {
    const atOnce = which === 'all' ? machines.length : window
    for (let from = 0; from < machines.length; from += atOnce) {
      if (condition !== 'Always' && (condition === 'Failure') !== (failedAt !== undefined)) break
      const ends = await Promise.all(
        machines
          .slice(from, from + atOnce)
          .map((machine) => allActions(deployment, machine, actions, tentacles.get(machine))),
      )
      signal.throwIfAborted()
      failedAt ??= ends.find((end) => end !== undefined)
    }
  }
  return failedAt
}

const tentacleOn = (machine: RehearsalMachine, { release, number, isSample, variables, bashVariables }: Deployment) =>
  new Tentacle(machine.tentacle, deploymentVariables(machine, { release, number, isSample, held: variables }), {
    ...machine.tentacleOptions,
    ...(bashVariables ? { bashVariables } : {}),
  })

async function allActions(
  { templates, packageFile, perform, signal }: Deployment,
  machine: RehearsalMachine,
  actions: readonly Action[],
  tentacle: Tentacle | undefined,
): Promise<FailedAt | undefined> {
  for (const action of actions) {
    const template = templates.get(action.step)
    if (!template || !tentacle) throw new Error(`There is no template for the step ${action.step}.`)
    const packages = template.Packages?.length ? { packages: { 'BG.Package': packageFile } } : {}
    const request = { stepName: action.name, template, parameters: action.parameters, ...packages, signal }
    const result = await perform({ machine, action, request, run: (wanted) => tentacle.run(wanted) })
    signal.throwIfAborted()
    if (!result.succeeded) return { machine: machine.name, step: action.name, message: whyFailed(result) }
  }
  return undefined
}

const whyFailed = ({ resultMessage, log, exitCode }: ActionResult): string =>
  resultMessage || log.findLast(({ level }) => level === 'error')?.text || `exit code ${exitCode}`
