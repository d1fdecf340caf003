import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { wholePath } from './have-real-parts.js'
import { countTests, type TestCounts } from './test-report.js'

const limitMs = 15 * 60_000

/** Runs every test; vitest's own summary is shown, its JSON report is counted. */
export async function runTests(root: string, stdio: 'inherit' | 'ignore' = 'inherit'): Promise<TestCounts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'verify-'))
  try {
    const report = path.join(folder, 'tests.json')
    const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const ended = await execa('vitest', args, {
      cwd: root,
      preferLocal: true,
      stdio,
      reject: false,
      timeout: limitMs,
      env: { PATH: wholePath() },
    })
    const text = await readFile(report, 'utf8').catch(() => undefined)
    const told = ended.timedOut ? `The tests took longer than ${limitMs / 60_000} minutes` : 'vitest wrote no report'
    if (text === undefined) return { passed: 0, failed: [told], skipped: [] }
    const counts = countTests(text.replaceAll(`${root}/`, ''), ended.exitCode ?? 1)
    return ended.timedOut ? { ...counts, failed: [...counts.failed, told] } : counts
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
