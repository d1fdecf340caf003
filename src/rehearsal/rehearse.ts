import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AroundSteps } from './around-steps.js'
import { type Deployer, deployerOf } from './deployer.js'
import type { FailedAt } from './deployment.js'
import type { Display } from './display.js'
import { leastLoadMs, loadOf, tailMs } from './load-of.js'
import type { RehearsalOptions } from './options.js'
import { checkPackages } from './packages.js'
import { type Plan, planOf } from './plan.js'
import { makeReport } from './report/make-report.js'
import type { Report } from './report/report.js'
import { soak } from './soak/soak.js'
import { rampMs } from './soak/soak-plan.js'
import { openStage } from './stage.js'
import { versionsOf } from './versions.js'

export type Rehearsing = {
  /** This program, as it is started: the simulators and the load generator are subcommands of it. */
  readonly self: readonly string[]
  readonly display: Display
  readonly signal: AbortSignal
  /** What is run; default: this project's own chain and templates. */
  readonly plan?: Plan
}

/**
 * Deploys the first release on every machine, then one after the other the next ones, through the very templates that are
 * imported into Octopus, under load; tells what a client saw.
 * @throws BadOptions when a package is broken, before anything is started; what the signal was aborted with, or why a process of the rehearsal died
 */
export async function rehearse(
  options: RehearsalOptions,
  { self, display, signal, plan = planOf(options) }: Rehearsing,
): Promise<Report> {
  const startedAt = Date.now()
  if (options.packages) await checkPackages(options.packages)
  signal.throwIfAborted()
  await mkdir(options.out, { recursive: true })
  // What an earlier run has left is not taken for this one's, should it fail.
  for (const file of ['report.html', 'report.json', 'steps.log'])
    await rm(path.join(options.out, file), { force: true })
  const stage = await openStage(options, self, signal)
  const around = new AroundSteps(plan, display)
  try {
    around.opened(stage)
    const deployRelease = await deployerOf(plan, stage, around)
    await deployFirst(deployRelease, options, 0)
    if (options.soak !== undefined) await deployFirst(deployRelease, options, 1)

    const { ratePerSecond, roundTripMs } = options
    const load = await stage.startLoad({
      ...loadOf(stage.machines, ratePerSecond, plan.isSample),
      ...(options.soak === undefined ? {} : { rampMs }),
      ...(roundTripMs === undefined ? {} : { roundTripMs }),
    })
    const enoughAt = Date.now() + (options.soak === undefined ? leastLoadMs(options.ratePerSecond) : 0)
    around.under(load)
    const ends: (FailedAt | undefined)[] = []
    const soaked = options.soak === undefined ? undefined : await soak(plan, stage, around, load, display)
    if (!soaked)
      for (let index = 1; index < options.releases.length; index++)
        ends.push(await deployRelease(index, options.window))
    const restMs = Math.max(tailMs, enoughAt - Date.now())
    await stage.unlessAborted(delay(restMs, undefined, { signal: stage.signal }))
    const result = await stage.unlessAborted(load.stop())

    const versions = await versionsOf(plan)
    return makeReport({
      plan,
      startedAt,
      endedAt: Date.now(),
      recording: around.recording,
      load: result,
      soak: soaked,
      ends,
      versions,
    })
  } finally {
    await stage.close().finally(async () => {
      await around.log.save(options.out)
      if (options.transcript !== undefined) await around.transcript?.save(options.transcript)
    })
  }
}

/** On all machines at once: nobody is there yet whom it could disturb. */
async function deployFirst(deployRelease: Deployer, options: RehearsalOptions, index: number): Promise<void> {
  const failed = await deployRelease(index, options.tentacles)
  if (failed)
    throw new Error(`${options.releases[index]} did not get onto ${failed.machine}: ${failed.step}: ${failed.message}`)
}
