import path from 'node:path'
import type { AroundSteps } from './around-steps.js'
import { deploy, type FailedAt } from './deployment.js'
import { packagesOf } from './packages.js'
import { installPlainSite } from './plain-site.js'
import type { Plan } from './plan.js'
import type { Stage } from './stage.js'

/** Deploys the release with this index (the first one by hand, where a site is to be taken in); answers where it failed, undefined when it did not. */
export type Deployer = (index: number, window: number) => Promise<FailedAt | undefined>

/** Makes the packages, and then deploys them one by one. */
export async function deployerOf(
  plan: Plan,
  { folder, machines, signal }: Stage,
  around: AroundSteps,
): Promise<Deployer> {
  const { options, project, isSample, scenario, steps, templates, variables } = plan
  const { releases, packages: given } = options
  const packages = await packagesOf(releases, given, {
    project,
    folder: path.join(folder, 'packages'),
    broken: scenario?.broken,
  })
  const byHand = async (release: string, packageFile: string) => {
    await Promise.all(
      machines.map(async (machine) => {
        await installPlainSite(machine, {
          folder: path.join(folder, machine.name, 'inetpub', 'site'),
          packageFile,
          page: isSample ? '/health' : '/',
        })
        around.recording.plainSite(machine, release)
      }),
    )
    return undefined
  }
  return (index, window) => {
    const release = releases[index] ?? ''
    if (index === 0 && options.adopt) return byHand(release, packages[0] ?? '')
    return deploy({
      release,
      number: index + 1,
      packageFile: packages[index] ?? '',
      ...{ isSample, steps, templates, variables, machines, window, signal },
      perform: around.of(release, index === releases.length - 1),
    })
  }
}
