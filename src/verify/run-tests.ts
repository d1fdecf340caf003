import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { countsOf } from './counts.js'
import { wholePath } from './have-real-parts.js'
import { type PointCount, readPointCounts } from './point-counts.js'
import { countTests, failedFiles, type Report, type TestCounts, withLater } from './test-report.js'
import { readWindowsCounts, type WindowsCount } from './windows-lane.js'

const wholeLimitMs = 25 * 60_000

/** No test talks to somebody else's server, and each of the thousands of programs that they start would read the file: 30 ms. */
const withoutAuthorities = { NODE_EXTRA_CA_CERTS: undefined }

/** Default: all tests, 25 minutes, none again. */
export type Some = {
  readonly only?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly limitMs?: number
  /** When no more files than this have failed, they are run once more, alone. */
  readonly mostAgain?: number
}

export type Tested = TestCounts & {
  /** Files that failed, and passed when they were run once more. */
  readonly passedAgain: readonly string[]
  readonly points: readonly PointCount[]
  readonly windows: readonly WindowsCount[]
}

/** Runs every test; vitest's own summary is shown, its JSON report is counted. */
export async function runTests(
  root: string,
  stdio: 'inherit' | 'ignore' = 'inherit',
  { only = [], env = {}, limitMs = wholeLimitMs, mostAgain = 0 }: Some = {},
): Promise<Tested> {
  const folder = await mkdtemp(path.join(tmpdir(), 'verify-'))
  const counts = path.join(folder, 'counts')
  await mkdir(counts)
  const endsAt = performance.now() + limitMs
  const run = (files: readonly string[]) =>
    runVitest(root, files, path.join(folder, 'tests.json'), {
      stdio,
      timeout: Math.max(1, endsAt - performance.now()),
      env: { PATH: wholePath(), BLUEGREEN_COUNTS: counts, ...withoutAuthorities, ...env },
    })
  try {
    let ran = await run(only)
    const failed = failedFiles(ran.report)
    let passedAgain: readonly string[] = []
    if (!ran.timedOut && failed.length > 0 && failed.length <= mostAgain) {
      if (stdio === 'inherit') console.log(`\n== once more: ${failed.join(', ')}`)
      for (const file of failed) await rm(countsOf(counts, file), { recursive: true, force: true })
      const again = await run(failed)
      passedAgain = again.report.testResults.filter(({ status }) => status === 'passed').map(({ name }) => name)
      ran = { ...again, report: withLater(ran.report, again.report) }
    }
    const tested = countTests(ran.report, ran.exitCode)
    const late = ran.timedOut ? [`The tests took longer than ${limitMs / 60_000} minutes`] : []
    return {
      ...tested,
      failed: [...tested.failed, ...late],
      passedAgain,
      points: await readPointCounts(counts),
      windows: await readWindowsCounts(counts),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Ran = { readonly timedOut: boolean; readonly exitCode: number; readonly report: Report }

/** @param output where vitest writes its report; without one nothing has been tested, and the exit code tells why */
async function runVitest(
  root: string,
  files: readonly string[],
  output: string,
  options: { stdio: 'inherit' | 'ignore'; timeout: number; env: Record<string, string | undefined> },
): Promise<Ran> {
  await rm(output, { force: true })
  const args = ['run', ...files, '--reporter=default', '--reporter=json', `--outputFile.json=${output}`]
  const { timedOut, exitCode = 1 } = await execa('vitest', args, {
    cwd: root,
    preferLocal: true,
    reject: false,
    ...options,
  })
  const text = await readFile(output, 'utf8').catch(() => undefined)
  const report: Report = text === undefined ? { testResults: [] } : JSON.parse(text.replaceAll(`${root}/`, ''))
  return { timedOut, exitCode: text === undefined ? exitCode || 1 : exitCode, report }
}
