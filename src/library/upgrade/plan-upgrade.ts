import type { Parameter, StepTemplate } from '../step-template.js'
import type { Usage } from './usage.js'

/** An action that uses an older version. */
export type Move = {
  readonly template: StepTemplate
  readonly usage: Usage
  /** For parameters that the older version did not have and that have no default. */
  readonly values: Readonly<Record<string, string>>
  /** New parameters that need a value, and nobody has given one. */
  readonly missing: readonly string[]
}

/** A template of the server, and where it is used. */
export type Used = {
  readonly template: StepTemplate
  readonly usages: readonly Usage[]
  /** Older versions that are in use, by number; one that the server no longer has is not there. */
  readonly older: ReadonlyMap<string, StepTemplate>
}

const isOld = (template: StepTemplate, { Version, Release }: Usage) => !Release && Version !== String(template.Version)

/** The older versions that actions refer to. */
export const olderVersions = (template: StepTemplate, usages: readonly Usage[]): string[] => [
  ...new Set(usages.filter((usage) => isOld(template, usage)).map(({ Version }) => Version)),
]

const hasDefault = ({ DefaultValue }: Parameter) => DefaultValue !== null && DefaultValue !== ''

/** So the build writes into the help of a parameter that may be left empty. */
const isOptional = ({ HelpText }: Parameter) => /\bMay be left empty\./.test(HelpText ?? '')

function moveOf({ template, older }: Used, usage: Usage, given: Readonly<Record<string, string>>): Move {
  const old = older.get(usage.Version)
  const added = template.Parameters.filter(({ Name }) => old && !old.Parameters.some((other) => other.Name === Name))
  const without = added.filter((parameter) => given[parameter.Name] === undefined && !hasDefault(parameter))
  const values = [
    ...added.flatMap(({ Name }) => (given[Name] === undefined ? [] : [[Name, given[Name]] as const])),
    ...without.filter(isOptional).map(({ Name }) => [Name, ''] as const),
  ]
  const missing = without.filter((parameter) => !isOptional(parameter)).map(({ Name }) => Name)
  return { template, usage, values: Object.fromEntries(values), missing }
}

/**
 * The actions that use an older version than the library has.
 * @param given values for new parameters without a default, by name
 */
export const planUpgrade = (used: readonly Used[], given: Readonly<Record<string, string>>): Move[] =>
  used.flatMap((each) =>
    each.usages.filter((usage) => isOld(each.template, usage)).map((usage) => moveOf(each, usage, given)),
  )

/** Processes in one request: a server that does them one after the other still answers in time. */
const mostProcesses = 50

/**
 * Moves that go in one request: of one template, one branch and the same values; no action twice, as the answer names actions only.
 */
export function batches(moves: readonly Move[]): Move[][] {
  const byKey = new Map<string, Move[][]>()
  for (const move of moves) {
    const key = JSON.stringify([move.template.Id, move.usage.Branch ?? '', move.values])
    const known = byKey.get(key) ?? []
    const fits = (batch: readonly Move[]) =>
      !batch.some(({ usage }) => usage.ActionId === move.usage.ActionId) &&
      new Set([...batch, move].map(({ usage }) => usage.ProcessId)).size <= mostProcesses
    const batch = known.at(-1)
    if (batch && fits(batch)) batch.push(move)
    else byKey.set(key, [...known, [move]])
  }
  return [...byKey.values()].flat()
}
