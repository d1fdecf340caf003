import {
  mark,
  maxParallelism,
  type OctopusAction,
  type OctopusStep,
  targetRoles,
  templateId,
} from '../../process/octopus-process.js'
import { inOrder, isReordered } from './in-order.js'
import { changedAction, newAction } from './plan-action.js'
import { type ActionResource, type StepResource, textOf } from './process.js'

/** One step or action, and what is to become of it. */
export type PlannedPart = {
  readonly kind: 'step' | 'action'
  readonly name: string
  readonly state: 'new' | 'changed' | 'unchanged' | 'removed' | 'not ours'
  /** From what is there to what will be, for people. */
  readonly differences: readonly string[]
  /** What people have set on it, and keep. */
  readonly kept: readonly string[]
}

export type ProcessPlan = {
  /** All steps as they are to be saved. */
  readonly steps: readonly StepResource[]
  /** In the order of the steps; what goes comes last. */
  readonly parts: readonly PlannedPart[]
  /** Names that the chain needs and that steps or actions of others have. */
  readonly taken: readonly string[]
}

export const isPending = ({ state }: { readonly state: string }) =>
  state === 'new' || state === 'changed' || state === 'removed'

/** Which actions of the process are the chain's. */
type Ours = ReadonlyMap<OctopusAction, ActionResource>

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

const markOf = ({ Properties }: ActionResource) => textOf(Properties[mark])

function findOurs(actions: readonly ActionResource[], wanted: readonly OctopusAction[], takeOver: boolean): Ours {
  const found = new Map<OctopusAction, ActionResource>()
  for (const each of wanted) {
    const marked = actions.filter((action) => markOf(action) === each.name)
    const lookalike = (other: ActionResource) =>
      same(other.Name, each.name) && textOf(other.Properties[templateId]) === each.template.id
    const action =
      // A copy that somebody made of it has the mark too, and another name.
      marked.find(({ Name }) => same(Name, each.name)) ?? marked[0] ?? (takeOver ? actions.find(lookalike) : undefined)
    if (action) found.set(each, action)
  }
  return found
}

/** Names are unique in a process, those of steps and those of actions. */
function takenNames(steps: readonly StepResource[], wanted: readonly OctopusStep[], ours: Ours): string[] {
  const known = new Set(ours.values())
  const theirs = steps.filter(({ Actions }) => !Actions.some((action) => known.has(action)))
  const actions = steps.flatMap(({ Actions }) => Actions.filter((action) => !known.has(action)))
  const isTaken = (name: string, by: readonly { readonly Name: string }[]) => by.some(({ Name }) => same(Name, name))
  return [
    ...new Set([
      ...wanted.map(({ name }) => name).filter((name) => isTaken(name, theirs)),
      ...wanted.flatMap((step) => step.actions.map(({ name }) => name)).filter((name) => isTaken(name, actions)),
    ]),
  ]
}

/** The steps that hold what there is of the wanted ones already. */
function findHosts(steps: readonly StepResource[], wanted: readonly OctopusStep[], ours: Ours) {
  const hosts = new Map<OctopusStep, StepResource>()
  for (const step of wanted) {
    const mine = step.actions.flatMap((each) => ours.get(each) ?? [])
    const host = steps.find(
      (each) => ![...hosts.values()].includes(each) && each.Actions.some((action) => mine.includes(action)),
    )
    if (host) hosts.set(step, host)
  }
  return hosts
}

const part = (
  kind: PlannedPart['kind'],
  name: string,
  state: PlannedPart['state'],
  differences: readonly string[] = [],
  kept: readonly string[] = [],
): PlannedPart => ({ kind, name, state, differences, kept })

const called: Readonly<Record<string, string>> = { [targetRoles]: 'target role', [maxParallelism]: 'window' }

function stepDifferences(now: StepResource, wanted: OctopusStep): string[] {
  const change = (what: string, before: string | undefined, after: string | undefined) =>
    (before ?? '') === (after ?? '') ? [] : [`${what} "${before ?? ''}" -> "${after ?? ''}"`]
  return [
    ...change('name', now.Name, wanted.name),
    ...change('condition', now.Condition, wanted.condition),
    ...change('start', now.StartTrigger ?? 'StartAfterPrevious', 'StartAfterPrevious'),
    ...Object.keys(called).flatMap((name) =>
      change(called[name] ?? name, textOf(now.Properties[name]), wanted.properties[name]),
    ),
  ]
}

function stepProperties(now: StepResource['Properties'], wanted: OctopusStep): StepResource['Properties'] {
  const others = Object.entries(now).filter(([name]) => !(name in called))
  return { ...Object.fromEntries(others), ...wanted.properties }
}

const emptyStep: StepResource = {
  Name: '',
  Condition: 'Success',
  StartTrigger: 'StartAfterPrevious',
  PackageRequirement: 'LetOctopusDecide',
  Properties: {},
  Actions: [],
}

type PlannedStep = { readonly next: StepResource; readonly parts: readonly PlannedPart[] }

/** @param staying the step's actions that are not to go elsewhere */
function planStep(
  now: StepResource | undefined,
  wanted: OctopusStep,
  staying: readonly ActionResource[],
  ours: Ours,
  reorders: boolean,
): PlannedStep {
  const parts = new Map<ActionResource, PlannedPart>()
  const placed = wanted.actions.map((each) => {
    const action = ours.get(each)
    if (!action) {
      const next = newAction(each)
      const { name, version } = each.template
      parts.set(next, part('action', each.name, 'new', [`"${name}", version ${version}`]))
      return { now: undefined, next }
    }
    const { next, differences, kept } = changedAction(action, each)
    const told = staying.includes(action) ? differences : [...differences, 'moved here from another step']
    parts.set(next, part('action', each.name, told.length > 0 ? 'changed' : 'unchanged', told, kept))
    return { now: action, next }
  })
  const Actions = inOrder(staying, placed)
  const differences = [
    ...(now ? stepDifferences(now, wanted) : []),
    ...(isReordered(staying, placed) ? ['order of the child steps'] : []),
    ...(reorders ? ['order of the steps'] : []),
  ]
  const next: StepResource = {
    ...(now ?? emptyStep),
    Name: wanted.name,
    Condition: wanted.condition,
    StartTrigger: 'StartAfterPrevious',
    Properties: stepProperties(now?.Properties ?? {}, wanted),
    Actions,
  }
  const on = wanted.properties[maxParallelism]
  const fresh = [`on "${wanted.properties[targetRoles]}"${on === undefined ? '' : `, ${on} at a time`}`]
  const own = now
    ? part('step', wanted.name, differences.length > 0 ? 'changed' : 'unchanged', differences)
    : part('step', wanted.name, 'new', fresh)
  return {
    next,
    parts: [own, ...Actions.map((action) => parts.get(action) ?? part('action', action.Name, 'not ours'))],
  }
}

/**
 * What makes the process hold the chain. Steps and actions that are not the chain's stay as and where they are.
 * @param takeOver actions without the mark that have the name and the template of one of the chain's are taken for it
 */
export function planProcess(
  present: readonly StepResource[],
  wanted: readonly OctopusStep[],
  { takeOver = false }: { readonly takeOver?: boolean } = {},
): ProcessPlan {
  const wantedActions = wanted.flatMap(({ actions }) => actions)
  const actions = present.flatMap(({ Actions }) => Actions)
  const ours = findOurs(actions, wantedActions, takeOver)
  const hosts = findHosts(present, wanted, ours)
  // Marked by an earlier version, whose chain had more.
  const going = actions.filter((action) => {
    const name = markOf(action)
    return name !== undefined && !wantedActions.some((each) => each.name === name)
  })
  const staying = (step: StepResource) => {
    const host = wanted.find((each) => hosts.get(each) === step)
    const elsewhere = wantedActions.filter((each) => !host?.actions.includes(each)).map((each) => ours.get(each))
    return step.Actions.filter((action) => !going.includes(action) && !elsewhere.includes(action))
  }

  const hosted = wanted.map((each) => ({ now: hosts.get(each), next: each }))
  const reordered = isReordered<unknown>(present, hosted)
  const planned = hosted.map(({ now, next }, index) =>
    planStep(now, next, now ? staying(now) : [], ours, reordered && index === 0),
  )
  const left = present.filter(
    (step) => [...hosts.values()].includes(step) || step.Actions.length === 0 || staying(step).length > 0,
  )
  const placed = planned.map(({ next }, index) => ({ now: hosted[index]?.now, next }))
  const others = (step: StepResource) => {
    const Actions = staying(step)
    return Actions.length === step.Actions.length ? step : { ...step, Actions }
  }
  const steps = inOrder(left, placed)
  return {
    steps: steps.map((step) => (left.includes(step) ? others(step) : step)),
    parts: [
      ...steps.flatMap(
        (step) => planned.find(({ next }) => next === step)?.parts ?? [part('step', step.Name, 'not ours')],
      ),
      ...going.map(({ Name }) => part('action', Name, 'removed')),
      ...present
        .filter((step) => !left.includes(step))
        .map(({ Name }) => part('step', Name, 'removed', ['it is empty now'])),
    ],
    taken: takenNames(present, wanted, ours),
  }
}
