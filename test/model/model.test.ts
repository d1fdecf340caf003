import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { PointCount } from '../../src/verify/point-counts.js'
import { leaveCount } from '../leave-count.js'
import { type Command, commands, told } from './command.js'
import { allowVirtualProcesses } from './virtual-process.js'
import { World } from './world.js'

const sequences = Number(process.env['BLUEGREEN_SEQUENCES'] ?? 300)
/** `SEED` for other sequences than the usual ones; `SEED:PATH` of a failure, to see it again. */
const [, seed, failedPath] = /^(-?\d+)(?::([\d:]+))?$/.exec(process.env['BLUEGREEN_MODEL'] ?? '') ?? []
/** So many at once: a part of the time each waits. */
const lanes = failedPath ? 1 : 2
const limitMs = sequences * 5_000
const tellEvery = 250
let ended = 0

beforeAll(allowVirtualProcesses)

/** @returns what is wrong after these commands */
async function problemsAfter(sequence: readonly Command[]): Promise<readonly string[]> {
  const world = await World.start()
  try {
    for (const command of sequence) {
      await world.do(command)
      if (world.problems.length > 0) return world.problems
    }
    await world.recover()
    return world.problems
  } finally {
    await world.dispose()
  }
}

/** @returns how many sequences were tried, and of the first that failed the shortest that still does, with the way to repeat it */
async function lane(ofSeed: number): Promise<{ tried: number; failure?: string }> {
  const found = await fc.check(
    fc.asyncProperty(commands, async (sequence) => {
      const problems = await problemsAfter(sequence)
      if (++ended % tellEvery === 0) process.stdout.write(`${ended} of ${sequences} sequences\n`)
      if (problems.length > 0) throw new Error(problems.join('\n'))
    }),
    {
      seed: ofSeed,
      ...(failedPath
        ? { path: failedPath, numRuns: 1, endOnFailure: true }
        : { numRuns: Math.ceil(sequences / lanes) }),
    },
  )
  if (!found.failed) return { tried: found.numRuns }
  const [sequence = []] = found.counterexample ?? []
  const failure = [
    ...sequence.map((command, index) => `${index + 1}. ${told(command)}`),
    String(found.errorInstance),
    `Again: BLUEGREEN_MODEL=${found.seed}:${found.counterexamplePath} npx vitest run test/model`,
  ].join('\n')
  return { tried: found.numRuns, failure }
}

test(
  `whatever happens to deployments, the invariants hold and the next one gets through: ${sequences} sequences`,
  async () => {
    const first = Number(seed ?? 1)
    const found = await Promise.all(Array.from({ length: lanes }, (_, index) => lane(first + index)))
    const failures = found.flatMap(({ failure }) => failure ?? [])
    const tried = found.reduce((sum, each) => sum + each.tried, 0)
    const held = tried - failures.length
    leaveCount('points', { what: 'sequences of the model', held, of: tried } satisfies PointCount)
    expect(failures.join('\n\n')).toBe('')
  },
  limitMs,
)
