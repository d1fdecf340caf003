import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** They take minutes, and wait for most of them: started last, they would keep one processor idle in the end. */
const longOnes = [
  'test/model',
  'test/steps/kill-points',
  'test/steps/kill-',
  'test/rehearsal/rehearse',
  'test/steps/farm-chain',
  'test/steps/adopt',
  'test/steps/hostile-',
  'test/windows',
]

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = longOnes.findIndex((each) => path.relative(import.meta.dirname, moduleId).startsWith(each))
      return found === -1 ? longOnes.length : found
    }
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One more than the smallest machine has processors: many tests wait.
    maxWorkers: 3,
    sequence: { sequencer: LongOnesFirst },
  },
})
