import { readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { projectFolder } from '../rehearsal/project-folder.js'
import { wholePath } from '../verify/have-real-parts.js'
import { appcmdCalls } from './appcmd-calls.js'
import { killPoints } from './kill-points.js'
import { model } from './model.js'
import { performancePage, tableText } from './performance-page.js'
import { routers } from './routers/routers.js'
import { stepStart } from './step-start.js'
import type { Subject } from './subject.js'
import { trees } from './trees.js'
import { upgradePlan } from './upgrade-plan.js'

/** Measured for `--write`, and when none is named. */
const usual: readonly Subject[] = [stepStart, routers, appcmdCalls, trees, upgradePlan]
const subjects: readonly Subject[] = [...usual, killPoints, model]

const usage = `npm run bench -- [subject ...] [--write]
${subjects.map(({ name, title }) => `  ${name.padEnd(14)}${title}`).join('\n')}
  --write       writes all but the last two to docs/performance.md; without a name they are measured
`

/** @throws Error for what is no subject */
function chosen(names: readonly string[], all: boolean): readonly Subject[] {
  const unknown = names.filter((name) => !subjects.some((subject) => subject.name === name))
  if (unknown.length > 0) throw new Error(`There is no subject ${unknown.join(', ')}.\n${usage}`)
  if (all && names.length > 0) throw new Error('--write takes the usual subjects: leave out their names.')
  return names.length === 0 ? usual : subjects.filter(({ name }) => names.includes(name))
}

async function machine(): Promise<string[]> {
  const system = /^PRETTY_NAME="(.*)"$/m.exec(await readFile('/etc/os-release', 'utf8').catch(() => ''))?.[1]
  const bash = /version (\S+)/.exec((await execa('bash', ['--version'])).stdout)?.[1]
  const processors = os.cpus()
  return [
    `${processors.length} × ${processors[0]?.model.trim() || 'a processor without a name'}`,
    `${Math.round(os.totalmem() / 2 ** 30)} GB`,
    `${system ?? os.type()} (${os.release()})`,
    `Node ${process.versions.node}`,
    `Bash ${bash}`,
    `on ${new Date().toISOString().slice(0, 10)}`,
  ]
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  })
  if (values.help) return console.log(usage)
  process.env['PATH'] = wholePath()
  const results = []
  for (const subject of chosen(positionals, values.write)) {
    console.log(`\n${subject.title}\n${subject.how}\n`)
    const table = await subject.measure()
    console.log(tableText(table))
    results.push({ subject, table })
  }
  if (values.write)
    await writeFile(path.join(projectFolder(), 'docs', 'performance.md'), performancePage(results, await machine()))
  if (results.some(({ table }) => table.bars.some(({ holds }) => !holds))) process.exitCode = 1
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  // What it has started ends with its standard input.
  process.exit(1)
})
