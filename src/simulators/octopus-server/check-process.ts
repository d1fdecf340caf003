import { type Action, type Process, type Step, templateId, templateVersion, textOf } from './process.js'
import type { Space } from './store.js'

const stepConditions = ['Success', 'Failure', 'Always', 'Variable']
const actionConditions = ['Success', 'Variable']

function twice(names: readonly string[]): string[] {
  const seen = new Set<string>()
  return names.filter((name) => {
    const known = seen.has(name.toLowerCase())
    seen.add(name.toLowerCase())
    return known
  })
}

/** A feed that is there, or one that a variable names. */
const feedIsKnown = (space: Space, feed: unknown) =>
  feed === null ||
  feed === undefined ||
  feed === '' ||
  String(feed).startsWith('#{') ||
  space.documents.Feeds.has(String(feed))

function packageParameter(text: string): { PackageId?: unknown; FeedId?: unknown } | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === 'object' && found !== null ? found : undefined
  } catch {
    return undefined
  }
}

function problemsOfAction(space: Space, action: Action): string[] {
  const problems: string[] = []
  const called = `The action '${action.Name}'`
  if (!action.Name) problems.push('Every action needs a name.')
  if (!action.ActionType) problems.push(`${called} has no action type.`)
  if (action.Condition && !actionConditions.includes(action.Condition))
    problems.push(
      `${called} has the condition '${action.Condition}'. An action can run on Success or by a Variable only.`,
    )
  for (const name of twice(action.Packages.map((one) => one.Name ?? '')))
    problems.push(`${called} refers to the package '${name}' more than once.`)
  for (const one of action.Packages) {
    if (!feedIsKnown(space, one.FeedId))
      problems.push(`${called} takes the package '${one.Name}' from the feed '${one.FeedId}', which is not known.`)
    const parameter = one.Properties?.['PackageParameterName']
    const value = parameter === undefined ? undefined : textOf(action.Properties[parameter])
    if (!value) continue
    const named = packageParameter(value)
    if (!named?.PackageId) problems.push(`${called}: the value of '${parameter}' is not a package reference.`)
    else if (!feedIsKnown(space, named.FeedId))
      problems.push(`${called}: '${parameter}' names the feed '${named.FeedId}', which is not known.`)
  }
  const id = textOf(action.Properties[templateId])
  if (id === undefined) return problems
  const versions = space.templates.get(id)
  const version = textOf(action.Properties[templateVersion])
  if (!versions) problems.push(`${called} refers to the step template '${id}', which is not known.`)
  else if (!versions.some((one) => String(one.Version) === version))
    problems.push(`${called} refers to version '${version}' of the step template '${id}', which is not known.`)
  return problems
}

function problemsOfStep(space: Space, step: Step): string[] {
  const problems: string[] = []
  if (!step.Name) problems.push('Every step needs a name.')
  if (!stepConditions.includes(step.Condition))
    problems.push(`The step '${step.Name}' has the condition '${step.Condition}', which is not known.`)
  if (step.Actions.length === 0) problems.push(`The step '${step.Name}' has no action.`)
  return [...problems, ...step.Actions.flatMap((action) => problemsOfAction(space, action))]
}

/** What keeps a server from taking a process. Not verified: the wordings. */
export function problemsOfProcess(space: Space, { Steps }: Pick<Process, 'Steps'>): string[] {
  const actions = Steps.flatMap((step) => step.Actions)
  return [
    ...Steps.flatMap((step) => problemsOfStep(space, step)),
    ...twice(Steps.map(({ Name }) => Name ?? '')).map((name) => `There is more than one step with the name '${name}'.`),
    ...twice(actions.map(({ Name }) => Name ?? '')).map(
      (name) => `There is more than one action with the name '${name}'.`,
    ),
  ]
}
