import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PointCount } from '../../../src/verify/point-counts.js'
import { leaveCount } from '../../leave-count.js'
import { newSlotDies } from './new-slot-dies.js'
import { failurePoints, isComplete, killPoints, lookBefore } from './points.js'
import { Scene, type SceneRouter, type Trial, type Turn, turnsOf } from './scene.js'
import type { Snapshot } from './snapshot.js'
import type { Point } from './tap.js'

const limitMs = isComplete ? 3 * 3_600_000 : 600_000
const only = process.env['BLUEGREEN_POINT']

const sentence = ({ at, action }: Point): string => {
  if (action.do === 'kill') return `killed ${action.when} "${at}"`
  return `"${at}": ${JSON.stringify({ ...action, text: undefined })}`
}

/** All points take hours. */
function toldAtOnce(failure: string): string {
  if (isComplete) process.stderr.write(`${failure}\n`)
  return failure
}

/** What is wrong after a step was disturbed. A wait may take fewer looks than last time: then it is hit at the look before. */
async function tried(scene: Scene, turn: Turn, trial: Trial, before: Snapshot, state: unknown): Promise<string[]> {
  for (let at: string | undefined = trial.at; at !== undefined; at = lookBefore(at)) {
    await before.restore()
    const wrong = await scene.disturbed(turn, { ...trial, at }, state)
    if (wrong !== 'not reached') return wrong
  }
  return ['the step did not come there']
}

/**
 * Defines the tests of a deployment's steps: each is disturbed at every point and run again, then once undisturbed, and the next one
 * goes on from there. `BLUEGREEN_POINT`: only the points whose sentence holds this text.
 */
export function everyPoint(
  router: SceneRouter,
  releases: readonly string[],
  release: string,
  isMeant: (step: string) => boolean,
  oneOf?: number,
): void {
  const steps = [
    'prepare-router',
    'calculate-port',
    'deploy-to-slot',
    'warm-up',
    router === 'arr' || router === 'farm' ? 'switch-arr' : 'switch-nginx',
    'delete-previous',
    'status',
  ]
  let scene: Scene
  let turns: Turn[]
  beforeAll(async () => {
    scene = await Scene.start(router, releases, release)
    turns = await turnsOf(scene.machine, router, release)
  })
  afterAll(() => scene.dispose())

  const last = steps.findLastIndex(isMeant)
  for (const [index, step] of steps.slice(0, last + 1).entries()) {
    const name = `${step}${step === 'prepare-router' ? ` of ${router}` : ''}${releases.length === 0 ? ', the first,' : ''}`
    if (!isMeant(step)) {
      test(`${name} is done`, async () => {
        await scene.undisturbed(turns[index] as Turn)
      })
      continue
    }
    test(
      `${name} killed at, or hit by a failure at, any of its effects is finished by the next run`,
      async () => {
        const turn = turns[index] as Turn
        const before = await scene.snapshot()
        const { effects, state } = await scene.undisturbed(turn)
        const failed: string[] = []
        for (const [what, trials] of [
          ['kill points', killPoints(step, effects, oneOf)],
          ['failure points', [...failurePoints(effects, oneOf), ...newSlotDies(scene, turn, effects)]],
        ] as const) {
          const chosen = trials.filter((trial) => !only || sentence(trial).includes(only))
          let held = 0
          for (const trial of chosen) {
            const wrong = await tried(scene, turn, trial, before, state)
            if (wrong.length === 0) held += 1
            else failed.push(toldAtOnce(`${step} ${sentence(trial)}: ${wrong.join('\n')}`))
          }
          leaveCount('points', { what, held, of: chosen.length } satisfies PointCount)
        }
        await before.restore()
        await scene.undisturbed(turn)
        expect(failed.join('\n\n')).toBe('')
      },
      limitMs,
    )
  }
}
