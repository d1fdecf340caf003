/**
 * Loaded into a step's own process (NODE_OPTIONS=--require): notes every program that the step starts, what it wrote to it, what it
 * said and how it ended, in the file that BLUEGREEN_CALLS names. Programs that the step starts do not inherit it.
 */
import childProcess, { type ChildProcess, type SpawnOptions } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const file = process.env['BLUEGREEN_CALLS']
delete process.env['NODE_OPTIONS']
delete process.env['BLUEGREEN_CALLS']

/** One line of the file: a program was started, or it has ended. */
export type RecordedLine =
  | { readonly call: number; readonly program: string; readonly args: readonly string[] }
  | {
      readonly call: number
      readonly stdin: string
      readonly stdout: string
      readonly stderr: string
      /** Undefined when a signal ended it. */
      readonly exitCode?: number
    }

const mostBytes = 1024 * 1024

/** What passes through a stream, up to 1 MB. */
function kept() {
  const chunks: Buffer[] = []
  let bytes = 0
  return {
    add(chunk: unknown) {
      const data = Buffer.isBuffer(chunk) ? chunk : typeof chunk === 'string' ? Buffer.from(chunk) : undefined
      if (!data || bytes > mostBytes) return
      bytes += data.length
      chunks.push(data)
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}

function record(into: string): void {
  const note = (line: RecordedLine) => appendFileSync(into, `${JSON.stringify(line)}\n`)
  const { spawn } = childProcess
  let calls = 0

  const recorded = (program: string, args: readonly string[], options: SpawnOptions): ChildProcess => {
    const call = ++calls
    note({ call, program, args })
    const child = spawn(program, args, options)
    const [stdin, stdout, stderr] = [kept(), kept(), kept()]
    child.stdout?.on('data', stdout.add)
    child.stderr?.on('data', stderr.add)
    const input = child.stdin
    if (input) {
      const real = { write: input.write.bind(input), end: input.end.bind(input) }
      const noting =
        (name: 'write' | 'end') =>
        (...data: unknown[]) => {
          stdin.add(data[0])
          return (real[name] as (...data: unknown[]) => unknown)(...data)
        }
      Object.assign(input, { write: noting('write'), end: noting('end') })
    }
    let exitCode: number | null = null
    child.once('exit', (code) => {
      exitCode = code
    })
    const texts = () => ({ stdin: stdin.text(), stdout: stdout.text(), stderr: stderr.text() })
    child.once('close', () => note({ call, ...texts(), ...(exitCode === null ? {} : { exitCode: exitCode >>> 0 }) }))
    return child
  }
  Object.assign(childProcess, { spawn: recorded })
  syncBuiltinESMExports()
}

if (file) record(file)
