import { planImport } from '../import/plan-import.js'
import { serverTemplates } from '../import/server-templates.js'
import { NoPermission } from '../server/no-permission.js'
import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import type { StepTemplate } from '../step-template.js'
import { type Finding, ok, problem, warning } from './finding.js'

/** A look that the key may lack the permission for: that is a finding too. */
export const orNotAllowed = (what: string, look: Promise<Finding[]>): Promise<Finding[]> =>
  look.catch((error: unknown) => {
    if (error instanceof NoPermission) return [problem(what, error.happened, error.todo)]
    throw error
  })

/** Where packages come from. */
export async function checkFeeds(octopus: Octopus, { id }: Space): Promise<Finding[]> {
  const feeds = await octopus.all<{ Name: string; FeedType: string }>(`${id}/feeds`)
  const usable = feeds.filter(({ FeedType }) => FeedType !== 'OctopusProject')
  return usable.length > 0
    ? [ok('feeds', usable.map(({ Name }) => Name).join(', '))]
    : [problem('feeds', 'there is none to take packages from', 'Octopus: Library, External feeds.')]
}

/** How the library stands to what this version brings. */
export async function checkTemplates(
  octopus: Octopus,
  space: Space,
  ours: readonly StepTemplate[],
): Promise<Finding[]> {
  const plan = planImport(ours, await serverTemplates(octopus, space, ours))
  const named = (state: string) => plan.filter((planned) => planned.state === state).map((planned) => planned.ours.Name)
  const missing = named('new')
  const older = named('changed')
  const edited = named('edited')
  return [
    ...(missing.length === plan.length ? [warning('templates', 'none is in the library yet', 'Run "import".')] : []),
    ...(missing.length > 0 && missing.length < plan.length
      ? [warning('templates', `not in the library: ${missing.join(', ')}`, 'Run "import".')]
      : []),
    ...(older.length > 0
      ? [warning('templates', `older than this version brings: ${older.join(', ')}`, 'Run "import", then "upgrade".')]
      : []),
    ...(edited.length > 0
      ? [warning('templates', `changed by somebody in Octopus: ${edited.join(', ')}`, '"import --dry-run" shows what.')]
      : []),
    ...(missing.length + older.length + edited.length === 0
      ? [ok('templates', `${plan.length} in the library, as this version brings them`)]
      : []),
  ]
}
