import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { missingForWindows } from '../simulators/windows/wine.js'
import { haveRealParts } from './have-real-parts.js'
import { haveWindows } from './have-windows.js'
import { pointsLine } from './point-counts.js'
import { runTests } from './run-tests.js'
import { countsLine } from './test-report.js'
import { windowsLine } from './windows-lane.js'

/** Everything that has to hold before a change is taken in, one stage after the other; a failed one does not keep the next from running. */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

const program =
  (name: string, args: readonly string[], limitMs: number): (() => Promise<void>) =>
  async () => {
    await execa(name, args, { cwd: root, preferLocal: true, stdio: 'inherit', timeout: limitMs })
  }

const stages: readonly { readonly name: string; run(): Promise<void> }[] = [
  { name: 'real parts', run: haveRealParts },
  { name: 'Windows lane', run: haveWindows },
  { name: 'types', run: program('tsc', [], 5 * 60_000) },
  { name: 'lint', run: program('biome', ['check', '--error-on-warnings'], 2 * 60_000) },
  { name: 'built files', run: program('npm', ['run', '--silent', 'build', '--', '--check'], 5 * 60_000) },
]

/**
 * Files with a test that may have failed by chance: so many are run once more, and told, since tests with real programs share two
 * processors here. More than that is no chance.
 */
const mostAgain = 2

/** Shows a stage's name before it and its time after it. */
async function timed<T>(name: string, run: () => Promise<T>): Promise<T> {
  console.log(`\n== ${name}`)
  const startedAt = performance.now()
  try {
    return await run()
  } finally {
    console.log(`== ${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  }
}

const failedStages: string[] = []
for (const { name, run } of stages) {
  try {
    await timed(name, run)
  } catch (error) {
    console.log(error instanceof Error ? error.message : error)
    failedStages.push(`stage: ${name}`)
  }
}
const tested = await timed('tests', () => runTests(root, 'inherit', { mostAgain }))
const { passed, failed: failedTests, skipped, passedAgain, points, windows } = tested

const failed = [...failedStages, ...failedTests]
const list = (title: string, lines: readonly string[]) =>
  lines.length > 0 ? `\n${title}\n${lines.map((line) => `  ${line}`).join('\n')}` : ''
console.log(
  [
    list('Skipped:', skipped),
    list('Failed, and passed when run once more, alone:', passedAgain),
    list('Failed:', failed),
  ].join(''),
)
for (const count of points) console.log(pointsLine(count))
console.log(windowsLine(windows, await missingForWindows()))
console.log(countsLine(passed, failed.length, skipped.length))
process.exitCode = failed.length > 0 ? 1 : 0
