import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import type { Move } from './plan-upgrade.js'
import type { Usage } from './usage.js'

/** As the server answers, by action; the third name is spelt so. */
type Result = {
  readonly Id: string
  readonly Outcome: 'Success' | 'ManualMergeRequired' | 'DefaultParamterValueMissing' | 'RemovedPackageInUse'
  readonly NamesOfNewParametersMissingDefaultValue?: readonly string[]
  readonly ManualMergeRequiredReasonsByPropertyName?: Readonly<Record<string, readonly string[]>>
  readonly RemovedPackageUsages?: readonly {
    readonly PackageReference: string
    readonly UsedBy: string
    readonly UsedByName: string
  }[]
}

/** What came of one action. */
export type Moved = {
  readonly move: Move
  readonly outcome: 'moved' | 'merge' | 'default missing' | 'package in use' | 'unknown'
  readonly why: string
}

function movedFrom(move: Move, result: Result | undefined): Moved {
  switch (result?.Outcome) {
    case 'Success':
      return { move, outcome: 'moved', why: '' }
    case 'ManualMergeRequired': {
      const reasons = Object.entries(result.ManualMergeRequiredReasonsByPropertyName ?? {})
      return { move, outcome: 'merge', why: reasons.map(([name, why]) => `${name}: ${why.join(' ')}`).join('; ') }
    }
    case 'DefaultParamterValueMissing':
      return {
        move,
        outcome: 'default missing',
        why: (result.NamesOfNewParametersMissingDefaultValue ?? []).join(', '),
      }
    case 'RemovedPackageInUse': {
      const uses = result.RemovedPackageUsages ?? []
      return {
        move,
        outcome: 'package in use',
        why: uses.map((use) => `${use.PackageReference} by ${use.UsedBy} ${use.UsedByName}`).join('; '),
      }
    }
    default:
      return {
        move,
        outcome: 'unknown',
        why: result === undefined ? 'the server said nothing about it' : String(result.Outcome),
      }
  }
}

const isSame = (a: Usage, b: Usage) =>
  a.ActionId === b.ActionId && a.ProcessId === b.ProcessId && (a.Branch ?? '') === (b.Branch ?? '')

function actionsToUpdate(moves: readonly Move[]) {
  const byProcess = new Map<string, Usage[]>()
  for (const { usage } of moves) byProcess.set(usage.ProcessId, [...(byProcess.get(usage.ProcessId) ?? []), usage])
  return [...byProcess].map(([ProcessId, usages]) => ({
    ProcessId,
    ProcessType: usages[0]?.ProcessType,
    ProjectId: usages[0]?.ProjectId,
    ActionIds: usages.map(({ ActionId }) => ActionId),
    GitRef: usages[0]?.Branch ?? '',
  }))
}

/**
 * Moves the actions of one batch to their template's current version. Doing it twice does no harm: an action that is there stays.
 * @returns what came of each
 */
export async function moveActions(octopus: Octopus, { id }: Space, batch: readonly Move[]): Promise<Moved[]> {
  const [first] = batch
  if (!first) return []
  const path = `${id}/actiontemplates/${first.template.Id}`
  const look = async (): Promise<Result[] | undefined> => {
    const now = await octopus.get<Usage[]>(`${path}/usage`)
    const done = batch.every(({ usage, template }) =>
      now.some((other) => isSame(usage, other) && other.Version === String(template.Version)),
    )
    return done ? batch.map(({ usage }) => ({ Id: usage.ActionId, Outcome: 'Success' as const })) : undefined
  }
  const json = {
    Id: first.template.Id,
    SpaceId: id,
    Version: first.template.Version,
    ActionsToUpdate: actionsToUpdate(batch),
    Overrides: {},
    DefaultPropertyValues: first.values,
  }
  const results = await octopus.write<Result[]>({ method: 'POST', path: `${path}/actionsUpdate`, json, look })
  return batch.map((move) =>
    movedFrom(
      move,
      results.find(({ Id }) => Id === move.usage.ActionId),
    ),
  )
}
