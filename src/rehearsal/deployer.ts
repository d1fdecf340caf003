import path from 'node:path'
import type { AroundSteps } from './around-steps.js'
import { deploy, type FailedAt } from './deployment.js'
import { packagesOf } from './packages.js'
import type { Plan } from './plan.js'
import type { Stage } from './stage.js'

/** Deploys the release with this index; answers where it failed, undefined when it did not. */
export type Deployer = (index: number, window: number) => Promise<FailedAt | undefined>

/** Makes the packages, and then deploys them one by one. */
export async function deployerOf(
  plan: Plan,
  { folder, machines, signal }: Stage,
  around: AroundSteps,
): Promise<Deployer> {
  const { options, project, isSample, scenario, steps, templates } = plan
  const { releases, packages: given } = options
  const packages = await packagesOf(releases, given, {
    project,
    folder: path.join(folder, 'packages'),
    broken: scenario?.broken,
  })
  return (index, window) => {
    const release = releases[index] ?? ''
    return deploy({
      release,
      number: index + 1,
      packageFile: packages[index] ?? '',
      ...{ isSample, steps, templates, machines, window, signal },
      perform: around.of(release, index === releases.length - 1),
    })
  }
}
