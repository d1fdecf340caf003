import { appendFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { count } from './count.js'
import { failurePoints, isComplete, killPoints } from './points.js'
import { Scene, type Trial, type Turn, turnsOf } from './scene.js'
import type { Point } from './tap.js'

const limitMs = isComplete ? 3 * 3_600_000 : 300_000
const only = process.env['BLUEGREEN_POINT']

const sentence = ({ at, action }: Point): string => {
  if (action.do === 'kill') return `killed ${action.when} "${at}"`
  return `"${at}": ${JSON.stringify({ ...action, text: undefined })}`
}

/**
 * Defines the tests of a deployment's steps: each is disturbed at every point and run again, then once undisturbed, and the next one
 * goes on from there. `BLUEGREEN_POINT`: only the points whose sentence holds this text.
 * @param besides further trials of a step
 */
export function everyPoint(
  router: 'arr' | 'nginx',
  releases: readonly string[],
  release: string,
  isMeant: (step: string) => boolean,
  besides: (scene: Scene, turn: Turn, effects: readonly string[]) => readonly Trial[] = () => [],
): void {
  const steps = [
    'prepare-router',
    'calculate-port',
    'deploy-to-slot',
    'warm-up',
    router === 'arr' ? 'switch-arr' : 'switch-nginx',
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
          ['kill points', killPoints(step, effects)],
          ['failure points', [...failurePoints(effects), ...besides(scene, turn, effects)]],
        ] as const) {
          let [held, tried] = [0, 0]
          for (const trial of trials) {
            if (only && !sentence(trial).includes(only)) continue
            await before.restore()
            const startedAt = performance.now()
            const wrong = await scene.disturbed(turn, trial, state)
            appendFileSync('/tmp/kp-progress.log', `${Math.round(performance.now() - startedAt)} ${step} ${sentence(trial)} ${wrong === 'not reached' ? wrong : wrong.join('; ')}
`)
            if (wrong === 'not reached') continue
            tried += 1
            if (wrong.length === 0) held += 1
            else {
              failed.push(`${step} ${sentence(trial)}: ${wrong.join('\n')}`)
            }
          }
          count(what, held, tried)
        }
        await before.restore()
        await scene.undisturbed(turn)
        expect(failed.join('\n\n')).toBe('')
      },
      limitMs,
    )
  }
}
