import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runTests } from '../../src/verify/run-tests.js'
import { countsLine, countTests } from '../../src/verify/test-report.js'

const project = fileURLToPath(new URL('./fixtures/project', import.meta.url))

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
  expect(countTests(JSON.stringify(report), 1)).toEqual({
    passed: 1,
    failed: ['vitest ended with exit code 1'],
    skipped: [],
  })
  expect(countTests(JSON.stringify(report), 0).failed).toEqual([])
})

test('the last line names skipped tests only where there are some', () => {
  expect(countsLine(12, 0, 0)).toBe('12 passed, 0 failed')
  expect(countsLine(12, 1, 2)).toBe('12 passed, 1 failed, 2 skipped')
})
