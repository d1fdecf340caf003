import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { BuildFailed } from './build-failed.js'
import { checkNames } from './check-step.js'
import { docsList } from './docs-page.js'
import { type Ledger, readLedger, writeLedger } from './ledger.js'
import { differences, writeMade } from './made-files.js'
import { type MadeStep, makeStep } from './make-step.js'
import { makePrograms } from './programs.js'
import { readStepFile, type StepFile, stepFiles } from './step-file.js'
import { ledgerWithIds } from './template.js'

const usage = `npm run build -- [options] [step ...]
  (nothing)    makes dist, step-templates and docs/steps
  step ...     makes the files of these steps only, e.g. warm-up
  --check      makes nothing; fails when the files are not what the build makes
  --new-ids    first gives ids to new templates and parameters (src/templates/ledger.json)
  --release    makes the versions of the templates that changed the released ones
`

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** The results, or all that is wrong with any of the parts. */
async function everyPart<T>(parts: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results = await Promise.allSettled(parts.map((part) => part()))
  const problems = results.flatMap((result) => {
    if (result.status === 'fulfilled') return []
    return result.reason instanceof BuildFailed
      ? result.reason.problems
      : [String(result.reason?.stack ?? result.reason)]
  })
  if (problems.length > 0) throw new BuildFailed(problems)
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

async function readSteps(only: readonly string[]): Promise<StepFile[]> {
  const wanted = only.length > 0 ? only.map((name) => `src/steps/${name}.ts`) : await stepFiles(root)
  const files = await everyPart(wanted.map((file) => () => readStepFile(root, file)))
  const problems = checkNames(files)
  if (problems.length > 0) throw new BuildFailed(problems)
  return files
}

const makeSteps = (files: readonly StepFile[], ledger: Ledger): Promise<MadeStep[]> =>
  everyPart(files.map((file) => () => makeStep(root, file, ledger)))

/** The ledger in which the current version of every template that changed is the released one. */
function released(ledger: Ledger, made: readonly MadeStep[], now: Date): Ledger {
  const entries = made.flatMap(({ templates }) =>
    [...templates].flatMap(([name, { version, hash }]) => {
      const entry = ledger[name]
      return entry && entry.released?.hash !== hash
        ? [[name, { ...entry, released: { version, date: now.toISOString(), hash } }] as const]
        : []
    }),
  )
  return { ...ledger, ...Object.fromEntries(entries) }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      'new-ids': { type: 'boolean', default: false },
      release: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const all = positionals.length === 0
  const files = await readSteps(positionals)
  const now = new Date()

  let ledger = await readLedger(root)
  if (values['new-ids']) {
    ledger = files.reduce((known, file) => ledgerWithIds(known, file, now), ledger)
    await writeLedger(root, ledger)
  }
  let steps = await makeSteps(files, ledger)
  if (values.release) {
    ledger = released(ledger, steps, now)
    await writeLedger(root, ledger)
    steps = await makeSteps(files, ledger)
  }

  const made = new Map(steps.flatMap((step) => [...step.files]))
  made.set('dist/package.json', `${JSON.stringify({ type: 'commonjs' })}\n`)
  if (all) {
    made.set('docs/steps/README.md', docsList(files))
    for (const [file, text] of await makePrograms(root)) made.set(file, text)
  }
  if (values.check) {
    const told = await differences(root, made)
    if (told.length > 0) throw new BuildFailed([...told, 'Run: npm run build'])
    return console.log(`${made.size} files are what the build makes.`)
  }
  const changed = await writeMade(root, made, all)
  console.log([...changed, `${made.size} files made, ${changed.length} changed.`].join('\n'))
}

main().catch((error: unknown) => {
  console.error(error instanceof BuildFailed ? error.message : error)
  process.exitCode = 1
})
