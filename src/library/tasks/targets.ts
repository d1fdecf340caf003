import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import { UnknownName } from '../unknown-name.js'

/** A deployment target. */
export type Target = {
  readonly Id: string
  readonly Name: string
  readonly Roles: readonly string[]
  readonly EnvironmentIds: readonly string[]
  readonly IsDisabled?: boolean
  /** `Healthy`, `HasWarnings`, `Unhealthy`, `Unavailable`, `Unknown`. */
  readonly HealthStatus?: string
  /** `PowerShell` or `Bash`, as the last health check found. */
  readonly ShellName?: string
}

export type TargetsAsked = {
  readonly machine?: readonly string[]
  readonly role?: string
  readonly environment?: string
}

type Environment = { readonly Id: string; readonly Name: string }

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

const unique = (names: readonly string[]) => [...new Set(names)].sort()

/**
 * The targets that are asked for: those of the names, or of the role, in the environment if one is given.
 * @throws UnknownName: a machine, a role or an environment that is not there
 */
export function choose(
  targets: readonly Target[],
  environments: readonly Environment[],
  asked: TargetsAsked,
): Target[] {
  const environment = environments.find(({ Name }) => same(Name, asked.environment ?? ''))
  if (asked.environment !== undefined && !environment)
    throw new UnknownName(
      'environment',
      asked.environment,
      environments.map(({ Name }) => Name),
    )
  for (const name of asked.machine ?? [])
    if (!targets.some(({ Name }) => same(Name, name)))
      throw new UnknownName(
        'machine',
        name,
        targets.map(({ Name }) => Name),
      )
  const roles = unique(targets.flatMap(({ Roles }) => Roles))
  if (asked.role !== undefined && !roles.some((role) => same(role, asked.role ?? '')))
    throw new UnknownName('target role', asked.role, roles)
  return targets.filter(
    ({ Name, Roles, EnvironmentIds }) =>
      (!asked.machine?.length || asked.machine.some((name) => same(name, Name))) &&
      (asked.role === undefined || Roles.some((role) => same(role, asked.role ?? ''))) &&
      (environment === undefined || EnvironmentIds.includes(environment.Id)),
  )
}

/** @throws UnknownName */
export async function findTargets(octopus: Octopus, { id }: Space, asked: TargetsAsked): Promise<Target[]> {
  const targets = await octopus.all<Target>(`${id}/machines`)
  const environments = asked.environment === undefined ? [] : await octopus.all<Environment>(`${id}/environments`)
  return choose(targets, environments, asked)
}
