import type { Call } from './call.js'
import type { RecordedLine } from './record-calls.js'

export type Decode = (bytes: Buffer) => string

/**
 * The calls that a recorder noted, in the order of their starts. A last line that was cut off by a kill is left out.
 * @param decode what the programs read and wrote, default UTF-8
 */
export function readRecorded(text: string, decode: Decode = (bytes) => bytes.toString('utf8')): Call[] {
  const decoded = (bytes: string) => decode(Buffer.from(bytes, 'latin1'))
  const calls = new Map<number, Call>()
  for (const line of text.split('\n').slice(0, -1)) {
    const read = JSON.parse(line) as RecordedLine
    const known = calls.get(read.call)
    if ('program' in read)
      calls.set(read.call, {
        ...{ program: read.program, args: read.args, stdin: '', stdout: '', stderr: '', exitCode: undefined },
      })
    else if (known) {
      const texts = { stdin: decoded(read.stdin), stdout: decoded(read.stdout), stderr: decoded(read.stderr) }
      calls.set(read.call, { ...known, ...texts, exitCode: read.exitCode })
    }
  }
  return [...calls.values()]
}
