import type { Octopus } from '../server/octopus.js'
import type { Space } from '../server/open-space.js'
import type { StepTemplate } from '../step-template.js'
import { counterpart } from './plan-import.js'

/** What the names of all templates of this project have in common. */
const commonName = 'Blue-Green'

/** The server's templates that ours may be. Asks for all of them only when one is not found by its name: somebody may have renamed it. */
export async function serverTemplates(
  octopus: Octopus,
  { id }: Space,
  ours: readonly StepTemplate[],
): Promise<StepTemplate[]> {
  const named = await octopus.all<StepTemplate>(`${id}/actiontemplates?partialName=${commonName}`)
  if (ours.every((template) => counterpart(template, named))) return named
  return octopus.all<StepTemplate>(`${id}/actiontemplates`)
}
