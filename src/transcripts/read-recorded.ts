import type { Call } from './call.js'
import type { RecordedLine } from './record-calls.js'

/** The calls that a recorder noted, in the order of their starts. A last line that was cut off by a kill is left out. */
export function readRecorded(text: string): Call[] {
  const calls = new Map<number, Call>()
  for (const line of text.split('\n').slice(0, -1)) {
    const read = JSON.parse(line) as RecordedLine
    const known = calls.get(read.call)
    if ('program' in read)
      calls.set(read.call, {
        ...{ program: read.program, args: read.args, stdin: '', stdout: '', stderr: '', exitCode: undefined },
      })
    else if (known) {
      const { stdin, stdout, stderr, exitCode } = read
      calls.set(read.call, { ...known, stdin, stdout, stderr, exitCode })
    }
  }
  return [...calls.values()]
}
