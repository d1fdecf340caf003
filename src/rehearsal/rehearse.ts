import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chain } from '../process/chain.js'
import { type Deployment, deploy, type FailedAt } from './deployment.js'
import type { Display } from './display.js'
import { scenarioOf } from './fail.js'
import { loadOf } from './load-of.js'
import type { RehearsalOptions } from './options.js'
import { packagesOf } from './packages.js'
import { Performance } from './performance.js'
import { projectFolder } from './project-folder.js'
import { makeReport } from './report/make-report.js'
import type { Report } from './report/report.js'
import { openStage } from './stage.js'
import { templatesIn } from './templates.js'
import { versionsOf } from './versions.js'

/** So that what happens right after the last step is seen, too. */
const tailMs = 1_500
/** At 300 requests a second and more: enough for 10,000 of them. */
const leastLoadMs = 36_000

/**
 * Deploys the first release on every machine, then one after the other the next ones, through the very templates that are
 * imported into Octopus, under load; tells what a client saw.
 * @param self this program, as it is started
 * @throws what the signal was aborted with, or the end of one of the simulators
 */
export async function rehearse(
  options: RehearsalOptions,
  { self, display, signal }: { self: readonly string[]; display: Display; signal: AbortSignal },
): Promise<Report> {
  const { releases, router, window, ratePerSecond } = options
  const isSample = options.packages === undefined
  const scenario = options.fail && scenarioOf(options.fail, isSample)
  const project = projectFolder()
  const steps = chain(router)
  const actions = steps.flatMap((step) => step.actions)
  const templates = templatesIn(project, new Set(actions.map(({ step }) => step)), router)

  const startedAt = Date.now()
  const stage = await openStage(options, self, signal)
  const performance = new Performance(options, scenario, display)
  try {
    const { machines } = stage
    display.line(
      `${machines.length} simulated machines, each with ${performance.routerInWords}; folder ${stage.folder}`,
    )
    const packages = await packagesOf(releases, options.packages, {
      project,
      folder: path.join(stage.folder, 'packages'),
      broken: scenario?.broken,
    })
    const deployRelease = (
      release: string,
      index: number,
      more: Pick<Deployment, 'window'>,
    ): Promise<FailedAt | undefined> =>
      deploy({
        release,
        number: index + 1,
        packageFile: packages[index] ?? '',
        ...{ isSample, steps, templates, machines, signal: stage.signal, ...more },
        perform: performance.of(release, index === releases.length - 1),
      })

    const [first = '', ...next] = releases
    display.line(`Release ${first} on all machines, not measured`)
    const failedFirst = await deployRelease(first, 0, { window: machines.length })
    if (failedFirst)
      throw new Error(
        `The first release did not get onto ${failedFirst.machine}: ${failedFirst.step}: ${failedFirst.message}`,
      )

    const load = await stage.startLoad(loadOf(machines, ratePerSecond, isSample))
    performance.under(load)
    const loadSince = Date.now()
    const ends: (FailedAt | undefined)[] = []
    for (const [index, release] of next.entries()) {
      display.line(
        `Release ${release}, ${window} of ${machines.length} machines at a time, ${ratePerSecond} requests a second`,
      )
      ends.push(await deployRelease(release, index + 1, { window }))
    }
    const leastMs = ratePerSecond >= 300 ? leastLoadMs : 0
    await delay(Math.max(tailMs, loadSince + leastMs - Date.now()), undefined, { signal: stage.signal })
    const result = await load.stop()
    return makeReport({
      ...{ options, scenario, startedAt, endedAt: Date.now(), recording: performance.recording, load: result, ends },
      versions: await versionsOf(project, router, templates),
    })
  } finally {
    await performance.log.save(options.out)
    await stage.close()
  }
}
