import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { inParallel } from '../machine/in-parallel.js'
import { projectFolder } from '../rehearsal/project-folder.js'
import { median } from './median.js'
import { withPeakMemory } from './peak-memory.js'
import type { Subject, Table } from './subject.js'

const copied = { files: 10_000, bytes: 8_192, rounds: 3 }
const deleted = { files: 200_000, bytes: 16, rounds: 1 }
const filesAFolder = 200

/** Files of one size, so many a folder. */
async function makeTree(folder: string, { files, bytes }: { files: number; bytes: number }): Promise<void> {
  const content = Buffer.alloc(bytes, 'x')
  const folders = Array.from({ length: files / filesAFolder }, (_, index) => path.join(folder, `d${index}`))
  await inParallel(4, folders, async (each) => {
    await mkdir(each, { recursive: true })
    for (let number = 0; number < filesAFolder; number++) await writeFile(path.join(each, `f${number}`), content)
  })
}

type Run = { ms: number; peakMb: number }

const row = (what: string, runs: readonly Run[]) => [
  what,
  (median(runs.map(({ ms }) => ms)) / 1_000).toFixed(2),
  Math.max(...runs.map(({ peakMb }) => peakMb)).toFixed(0),
]

async function measureIn(parent: string): Promise<Table> {
  const program = path.join(parent, 'tree-task.mjs')
  await build({
    absWorkingDir: projectFolder(),
    entryPoints: ['src/bench/tree-task.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'silent',
  })
  const ours = (...args: string[]) => withPeakMemory(process.execPath, [program, ...args])
  const [source, target] = [path.join(parent, 'source'), path.join(parent, 'target')]

  await makeTree(source, copied)
  const [copyOurs, copyCp, deleteOurs, deleteRm]: [Run[], Run[], Run[], Run[]] = [[], [], [], []]
  for (let round = 0; round < copied.rounds; round++) {
    copyOurs.push(await ours('copy', source, target))
    await rm(target, { recursive: true })
    copyCp.push(await withPeakMemory('cp', ['-r', source, target]))
    await rm(target, { recursive: true })
  }
  for (let round = 0; round < deleted.rounds; round++) {
    await makeTree(target, deleted)
    deleteOurs.push(await ours('delete', target))
    await makeTree(target, deleted)
    deleteRm.push(await withPeakMemory('rm', ['-rf', target]))
  }
  return {
    head: ['what', 's', 'peak memory, MB'],
    rows: [
      row('10,000 files of 8 KB copied and hashed', copyOurs),
      row('the same by `cp -r`, without hashes', copyCp),
      row('200,000 small files deleted', deleteOurs),
      row('the same by `rm -rf`', deleteRm),
    ],
    bars: [],
  }
}

export const trees: Subject = {
  name: 'trees',
  title: 'Many files',
  how: `The copy (with the hash of each file) and the deletion that the steps use, each as a process of its own, start of Node included. ${copied.rounds} rounds of the copy and ${deleted.rounds} of the deletion, in turn: median time, highest memory.`,
  async measure() {
    const parent = await mkdtemp(path.join(tmpdir(), 'bench-'))
    try {
      return await measureIn(parent)
    } finally {
      await rm(parent, { recursive: true, force: true })
    }
  },
}
