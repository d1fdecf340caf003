import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { wholePath } from './have-real-parts.js'
import { type PointCount, readPointCounts } from './point-counts.js'
import { countTests, type TestCounts } from './test-report.js'
import { readWindowsCounts, type WindowsCount } from './windows-lane.js'

const wholeLimitMs = 25 * 60_000

/** Default: all tests, 25 minutes. */
export type Some = {
  readonly only?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly limitMs?: number
}

/** Runs every test; vitest's own summary is shown, its JSON report is counted. */
export async function runTests(
  root: string,
  stdio: 'inherit' | 'ignore' = 'inherit',
  { only = [], env = {}, limitMs = wholeLimitMs }: Some = {},
): Promise<TestCounts & { readonly points: readonly PointCount[]; readonly windows: readonly WindowsCount[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'verify-'))
  try {
    const report = path.join(folder, 'tests.json')
    const points = path.join(folder, 'points')
    await mkdir(points)
    const args = ['run', ...only, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const ended = await execa('vitest', args, {
      cwd: root,
      preferLocal: true,
      stdio,
      reject: false,
      timeout: limitMs,
      env: { PATH: wholePath(), BLUEGREEN_COUNTS: points, ...env },
    })
    const text = await readFile(report, 'utf8').catch(() => undefined)
    const told = ended.timedOut ? `The tests took longer than ${limitMs / 60_000} minutes` : 'vitest wrote no report'
    if (text === undefined) return { passed: 0, failed: [told], skipped: [], points: [], windows: [] }
    const counts = {
      ...countTests(text.replaceAll(`${root}/`, ''), ended.exitCode ?? 1),
      points: await readPointCounts(points),
      windows: await readWindowsCounts(points),
    }
    return ended.timedOut ? { ...counts, failed: [...counts.failed, told] } : counts
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
