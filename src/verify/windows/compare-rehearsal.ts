import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { differences } from '../../transcripts/differences.js'
import { parseTranscript } from '../../transcripts/transcript-text.js'
import type { ComparedRehearsal } from './rehearsals.js'

const limitMs = 15 * 60_000

export type Compared = {
  /** Exit code of the rehearsal: 0 when nothing was lost and all went as expected. */
  readonly exitCode: number | undefined
  /** Where its commands or their answers are not those of the golden transcript, for people. */
  readonly different: readonly string[]
}

/**
 * Rehearses, and compares every command of the steps with the golden transcript. In `out` are then the report, the transcript
 * (`found.txt`), the golden one (`expected.txt`) and their differences (`differences.txt`).
 * @param golden the file
 * @param more arguments, e.g. `--iis real`
 */
export async function compareRehearsal(
  { args }: ComparedRehearsal,
  { root, golden, out, more }: { root: string; golden: string; out: string; more: readonly string[] },
): Promise<Compared> {
  await mkdir(out, { recursive: true })
  const found = path.join(out, 'found.txt')
  const command = ['dist/octopus-blue-green.js', 'rehearse', ...args, ...more, '--transcript', found, '--out', out]
  const { exitCode } = await execa(process.execPath, command, {
    ...{ cwd: root, stdio: 'inherit', reject: false, timeout: limitMs },
  })
  await copyFile(golden, path.join(out, 'expected.txt'))
  const read = async (file: string) => parseTranscript(await readFile(file, 'utf8').catch(() => ''))
  const different = differences(await read(golden), await read(found))
  await writeFile(path.join(out, 'differences.txt'), different.map((line) => `${line}\n`).join(''))
  return { exitCode, different }
}
