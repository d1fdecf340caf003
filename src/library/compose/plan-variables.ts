/** A variable of a project or of a library variable set, as servers hold them. */
export type VariableResource = {
  readonly Id?: string
  readonly Name: string
  readonly Value: string | null
  readonly Description?: string | null
  readonly IsSensitive?: boolean
  readonly Scope?: Readonly<Record<string, readonly string[]>>
  readonly [field: string]: unknown
}

export type VariableSetResource = {
  readonly Id: string
  readonly Version: number
  readonly Variables: readonly VariableResource[]
  readonly [field: string]: unknown
}

/** One variable, and what is to become of it. */
export type PlannedVariable = {
  readonly name: string
  /** `in the way`: somebody else's variable of this name has another value, so the steps would not see ours. */
  readonly state: 'new' | 'changed' | 'unchanged' | 'removed' | 'in the way'
  readonly from?: string
  readonly to?: string
  readonly told: string
}

export type VariablesPlan = {
  readonly planned: readonly PlannedVariable[]
  /** All variables as they are to be saved, before the process is; those that go are still there, as the old process refers to them. */
  readonly before: readonly VariableResource[]
  /** And after it. */
  readonly after: readonly VariableResource[]
  /** Names of those that we did not make. */
  readonly others: readonly string[]
}

const beginning = 'Made by octopus-blue-green compose'

/** What marks a variable as ours: a sentence in its description. */
export const noteFor = (projectId: string) => `${beginning} for ${projectId}.`

const isScoped = ({ Scope }: VariableResource) => Object.values(Scope ?? {}).some((values) => values.length > 0)

const isMade = (variable: VariableResource, note: string, shared: boolean) =>
  !variable.IsSensitive &&
  !isScoped(variable) &&
  (shared ? (variable.Description ?? '').includes(note) : (variable.Description ?? '').includes(beginning))

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

const text = (value: string | null) => (value ?? '').replaceAll('\r\n', '\n')

const newVariable = (Name: string, Value: string, Description: string): VariableResource => ({
  Name,
  Value,
  Description,
  Type: 'String',
  IsSensitive: false,
  IsEditable: true,
  Prompt: null,
  Scope: {},
})

/**
 * What makes a set of variables hold the wanted ones. Scoped variables, and those that we did not make, stay as they are.
 * @param wanted value by name
 * @param shared the set is a library's: variables in it that were made for other projects are not ours
 */
export function planVariables(
  present: readonly VariableResource[],
  wanted: Readonly<Record<string, string>>,
  { projectId, shared }: { readonly projectId: string; readonly shared: boolean },
): VariablesPlan {
  const note = noteFor(projectId)
  const made = present.filter((variable) => isMade(variable, note, shared))
  const inTheWay = (name: string) =>
    present.find((variable) => same(variable.Name, name) && !made.includes(variable) && !isScoped(variable))
  const scoped = (name: string) =>
    present.filter((variable) => same(variable.Name, name) && isScoped(variable)).length > 0
      ? 'other values of it are scoped, and stay'
      : ''

  const planned = Object.entries(wanted).map(([name, to]): PlannedVariable => {
    const mine = made.find((variable) => same(variable.Name, name))
    const theirs = inTheWay(name)
    if (theirs && (theirs.IsSensitive || text(theirs.Value) !== to))
      return { name, state: 'in the way', to, told: 'somebody else made it, with another value' }
    if (theirs) return { name, state: 'unchanged', to, told: 'somebody else made it' }
    if (!mine) return { name, state: 'new', to, told: scoped(name) }
    const from = text(mine.Value)
    return { name, state: from === to ? 'unchanged' : 'changed', from, to, told: scoped(name) }
  })
  const going = made.filter((variable) => !Object.keys(wanted).some((name) => same(name, variable.Name)))
  const changed = planned.filter(({ state }) => state === 'changed')
  const before = [
    ...present.map((variable) => {
      const change = made.includes(variable) ? changed.find(({ name }) => same(name, variable.Name)) : undefined
      return change ? { ...variable, Value: change.to ?? '' } : variable
    }),
    ...planned.flatMap(({ name, state, to = '' }) => (state === 'new' ? [newVariable(name, to, note)] : [])),
  ]
  return {
    planned: [
      ...planned,
      ...going.map(
        ({ Name, Value }): PlannedVariable => ({ name: Name, state: 'removed', from: text(Value), told: '' }),
      ),
    ],
    before,
    after: before.filter((variable) => !going.includes(variable)),
    others: [...new Set(present.filter((variable) => !made.includes(variable)).map(({ Name }) => Name))],
  }
}
