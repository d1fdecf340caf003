/** The parts of vitest's JSON report that are read here. @see https://vitest.dev/guide/reporters.html#json-reporter */
export type Report = {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

export type TestCounts = {
  readonly passed: number
  /** Tests, and files without a failed test that failed all the same: they could not be loaded, or a hook failed. */
  readonly failed: readonly string[]
  /** Skipped and to-do ones. */
  readonly skipped: readonly string[]
}

/** Files with something that failed. */
export const failedFiles = ({ testResults }: Report): string[] =>
  testResults.filter(({ status }) => status === 'failed').map(({ name }) => name)

/** A report in which the files of a later one have what they came to there. */
export function withLater(report: Report, later: Report): Report {
  const names = new Set(later.testResults.map(({ name }) => name))
  return { testResults: [...report.testResults.filter(({ name }) => !names.has(name)), ...later.testResults] }
}

/**
 * Counts what vitest reported.
 * @param exitCode vitest's; a failure without a failed test (an unhandled error) counts as one
 */
export function countTests({ testResults }: Report, exitCode: number): TestCounts {
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ status, fullName }) => ({ status, told: `${name} > ${fullName}` })),
  )
  const toldOf = (status: string) => tests.filter((test) => test.status === status).map(({ told }) => told)
  const passed = toldOf('passed').length
  const failedTests = toldOf('failed')
  const failedFiles = testResults
    .filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
    )
    .map(({ name }) => `${name} (the file as a whole)`)
  const failed = [...failedTests, ...failedFiles]
  const unexplained = exitCode !== 0 && failed.length === 0 ? [`vitest ended with exit code ${exitCode}`] : []
  const skipped = tests.filter(({ status }) => !['passed', 'failed'].includes(status)).map(({ told }) => told)
  return { passed, failed: [...failed, ...unexplained], skipped }
}

/** The last line: `N passed, N failed`. */
export function countsLine(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
