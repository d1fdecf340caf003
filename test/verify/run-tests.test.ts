import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runTests } from '../../src/verify/run-tests.js'
import { countsLine, countTests } from '../../src/verify/test-report.js'
import { temporaryFolder } from '../machine/temporary-folder.js'

const project = fileURLToPath(new URL('./fixtures/project', import.meta.url))
const byChance = fileURLToPath(new URL('./fixtures/by-chance', import.meta.url))

test('tests that fail, files that cannot be loaded, hooks that fail and skipped tests are all counted and named', async () => {
  const counts = await runTests(project, 'ignore')
  expect(counts.passed).toBe(1)
  expect(counts.failed.toSorted()).toEqual([
    'hook.sample.ts (the file as a whole)',
    'mixed.sample.ts > fails',
    'not-loaded.sample.ts (the file as a whole)',
  ])
  expect(counts.skipped.toSorted()).toEqual([
    'hook.sample.ts > never runs',
    'mixed.sample.ts > is skipped',
    'mixed.sample.ts > is to be written',
  ])
})

test('a run that fails without a failed test counts as one failure', () => {
  const report = {
    testResults: [{ name: 'a', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'x' }] }],
  }
  expect(countTests(report, 1)).toEqual({
    passed: 1,
    failed: ['vitest ended with exit code 1'],
    skipped: [],
  })
  expect(countTests(report, 0).failed).toEqual([])
})

test('the last line names skipped tests only where there are some', () => {
  expect(countsLine(12, 0, 0)).toBe('12 passed, 0 failed')
  expect(countsLine(12, 1, 2)).toBe('12 passed, 1 failed, 2 skipped')
})

test('a file that fails by chance is run once more, named, and counted as it ends', async () => {
  const env = { FIRST_TIME: await temporaryFolder() }
  const tested = await runTests(byChance, 'ignore', { env, mostAgain: 1 })
  expect(tested).toMatchObject({ passed: 2, failed: [], passedAgain: ['first-time.sample.ts'] })
  expect(tested.points).toEqual([{ what: 'points', held: 2, of: 2 }])
})

test('it fails where none may be run again, and where more have failed than may', async () => {
  const env = { FIRST_TIME: await temporaryFolder() }
  const tested = await runTests(byChance, 'ignore', { env })
  expect(tested).toMatchObject({ passed: 1, failed: ['first-time.sample.ts > fails the first time'], passedAgain: [] })
  expect(tested.points).toEqual([{ what: 'points', held: 1, of: 2 }])
  expect((await runTests(project, 'ignore', { mostAgain: 2 })).failed).toHaveLength(3)
})

test('a file that fails again has failed', async () => {
  const tested = await runTests(project, 'ignore', { mostAgain: 3 })
  expect(tested.failed).toHaveLength(3)
  expect(tested.passedAgain).toEqual([])
})
