import { NoPermission } from '../server/no-permission.js'
import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import { type Finding, ok, problem, warning } from './finding.js'

/** What each command needs, as Octopus calls it. */
export const needed: Readonly<Record<string, readonly string[]>> = {
  import: ['ActionTemplateView', 'ActionTemplateCreate', 'ActionTemplateEdit'],
  upgrade: ['ActionTemplateView', 'ProcessView', 'ProcessEdit', 'ProjectView'],
  run: ['ActionTemplateView', 'MachineView', 'EnvironmentView', 'TaskView', 'TaskCreate'],
}

type PermissionSet = { readonly SpacePermissions?: Readonly<Record<string, readonly { readonly SpaceId: string }[]>> }

const has = ({ SpacePermissions = {} }: PermissionSet, space: string, permission: string) =>
  SpacePermissions[permission]?.some(({ SpaceId }) => SpaceId === space) ?? false

/** Whose key it is, and for which commands it suffices. */
export async function checkPermissions(octopus: Octopus, { id, name }: Space): Promise<Finding[]> {
  const user = await octopus.get<{ Id: string; Username: string }>('users/me')
  const who = ok('user', user.Username)
  const set = await octopus.get<PermissionSet>(`users/${user.Id}/permissions?spaces=${id}`).catch((error: unknown) => {
    if (error instanceof NoPermission) return undefined
    throw error
  })
  if (!set)
    return [
      who,
      warning(
        'permissions',
        'the key may not see its own permissions',
        'Run the commands with --dry-run: they name what is missing.',
      ),
    ]
  const missing = Object.entries(needed).flatMap(([command, permissions]) => {
    const lacks = permissions.filter((permission) => !has(set, id, permission))
    return lacks.length === 0
      ? []
      : [
          problem(
            `permissions: ${command}`,
            `missing in the space "${name}": ${lacks.join(', ')}`,
            'Octopus: Configuration, Teams: give the user a role that has them.',
          ),
        ]
  })
  const enough = Object.keys(needed).filter((command) => !missing.some(({ what }) => what.endsWith(` ${command}`)))
  return [who, ...(enough.length > 0 ? [ok('permissions', `enough for ${enough.join(', ')}`)] : []), ...missing]
}
