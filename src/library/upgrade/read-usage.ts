import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import type { StepTemplate } from '../step-template.js'
import { olderVersions, type Used } from './plan-upgrade.js'
import type { Usage } from './usage.js'

/**
 * Where templates are used: one request a template, and one for each older version that is in use.
 * Not verified: which branches of a project under version control a server lists; those that it lists are upgraded.
 */
export async function readUsage(octopus: Octopus, { id }: Space, templates: readonly StepTemplate[]): Promise<Used[]> {
  const used: Used[] = []
  for (const template of templates) {
    const path = `${id}/actiontemplates/${template.Id}`
    const usages = await octopus.get<Usage[]>(`${path}/usage`)
    const older = new Map<string, StepTemplate>()
    for (const version of olderVersions(template, usages)) {
      const found = await octopus.find<StepTemplate>(`${path}/versions/${version}`)
      if (found) older.set(version, found)
    }
    used.push({ template, usages, older })
  }
  return used
}
