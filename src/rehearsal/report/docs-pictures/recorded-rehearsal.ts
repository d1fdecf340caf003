import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import type { Report } from '../report.js'
import type { PrintedLine } from './terminal-picture.js'

const limitMs = 5 * 60_000
const betweenLastLinesMs = 200

/**
 * A real rehearsal, with what it printed and when.
 * @throws Error when it does not end well, or the machine was too busy: there is nothing to show then
 */
export async function recordedRehearsal(
  project: string,
  out: string,
): Promise<{ report: Report; lines: readonly PrintedLine[] }> {
  const program = path.join(project, 'dist', 'octopus-blue-green.js')
  const { stdout } = await execa(process.execPath, [program, 'rehearse', '--out', out], {
    cwd: project,
    timeout: limitMs,
  })
  let atMs = 0
  const lines = stdout.split('\n').map((line): PrintedLine => {
    const stamp = /^ *(\d+\.\d) s /.exec(line)?.[1]
    atMs = stamp === undefined ? atMs + betweenLastLinesMs : Number(stamp) * 1000
    return { atMs, text: withoutFolders(line, out) }
  })
  const report: Report = JSON.parse(await readFile(path.join(out, 'report.json'), 'utf8'))
  if (report.generator.saturated)
    throw new Error('This machine was too busy to show latencies. No picture was changed; try later.')
  return { report, lines }
}

/** Folders of the machine on which it was made tell nobody anything. */
const withoutFolders = (line: string, out: string): string =>
  line
    .replaceAll(`${out}/`, '')
    .replace(/; folder \S+$/, '')
    .replaceAll(/\/\S*\/octopus-blue-green-\w+\//g, '')
