import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import { SavedMeanwhile } from '../server/saved-meanwhile.js'
import type { StepTemplate } from '../step-template.js'
import { contentOf, differences } from './content.js'
import type { Planned } from './plan-import.js'
import { serverTemplates } from './server-templates.js'
import { StoredDifferently } from './stored-differently.js'
import { toCreate, toUpdate } from './to-send.js'

const isSame = (a: StepTemplate, b: StepTemplate) => differences(contentOf(a), contentOf(b)).length === 0

function checked(ours: StepTemplate, stored: StepTemplate): StepTemplate {
  const told = differences(contentOf(ours), contentOf(stored))
  if (told.length > 0) throw new StoredDifferently(ours.Name, told)
  return stored
}

async function create(octopus: Octopus, space: Space, ours: StepTemplate): Promise<StepTemplate> {
  const look = async () => (await serverTemplates(octopus, space, [ours])).find((theirs) => isSame(ours, theirs))
  const stored = await octopus.write<StepTemplate>({
    method: 'POST',
    path: `${space.id}/actiontemplates`,
    json: toCreate(ours),
    look,
  })
  return checked(ours, stored)
}

/** @throws SavedMeanwhile: it is not what was planned with */
async function update(
  octopus: Octopus,
  space: Space,
  ours: StepTemplate,
  planned: StepTemplate,
): Promise<StepTemplate> {
  const path = `${space.id}/actiontemplates/${planned.Id}`
  const now = await octopus.get<StepTemplate>(path)
  if (now.Version !== planned.Version || !isSame(now, planned))
    throw new SavedMeanwhile(`the template "${planned.Name}"`)
  const look = async () => {
    const stored = await octopus.get<StepTemplate>(path)
    return isSame(ours, stored) ? stored : undefined
  }
  return checked(ours, await octopus.write<StepTemplate>({ method: 'PUT', path, json: toUpdate(ours, now), look }))
}

/**
 * Stores one template.
 * @returns it as the server has it now
 * @throws SavedMeanwhile, StoredDifferently
 */
export const applyImport = (octopus: Octopus, space: Space, planned: Planned): Promise<StepTemplate> =>
  planned.state === 'new' ? create(octopus, space, planned.ours) : update(octopus, space, planned.ours, planned.theirs)
