/**
 * Loaded into a step's own process (NODE_OPTIONS=--require): notes every program that the step starts, what it wrote to it, what it
 * said and how it ended, in the file that BLUEGREEN_CALLS names. Programs that the step starts do not inherit it.
 */
import { ChildProcess } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'

const file = process.env['BLUEGREEN_CALLS']
delete process.env['NODE_OPTIONS']
delete process.env['BLUEGREEN_CALLS']

/** One line of the file: a program was started, or it has ended. Its texts are bytes, each as the character of its number. */
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
    /** Byte for byte: in which code page a program writes is not known here. */
    text: () => Buffer.concat(chunks).toString('latin1'),
  }
}

/** What `spawn`, `execFile`, `exec` and `fork` all end in. `args` begins with the program's name. */
type Spawning = { spawn(options: { readonly file: string; readonly args?: readonly string[] }): unknown }

function record(into: string): void {
  const note = (line: RecordedLine) => appendFileSync(into, `${JSON.stringify(line)}\n`)
  const prototype = ChildProcess.prototype as unknown as Spawning
  const { spawn } = prototype
  let calls = 0

  prototype.spawn = function (this: ChildProcess, options) {
    const call = ++calls
    note({ call, program: options.file, args: options.args?.slice(1) ?? [] })
    const [stdin, stdout, stderr] = [kept(), kept(), kept()]
    let exitCode: number | null = null
    this.once('exit', (code) => {
      exitCode = code
    })
    const texts = () => ({ stdin: stdin.text(), stdout: stdout.text(), stderr: stderr.text() })
    this.once('close', () => note({ call, ...texts(), ...(exitCode === null ? {} : { exitCode: exitCode >>> 0 }) }))
    const result = spawn.call(this as unknown as Spawning, options)
    if (this.stdout) noteReads(this.stdout, stdout.add)
    if (this.stderr) noteReads(this.stderr, stderr.add)
    if (this.stdin) noteWrites(this.stdin, stdin.add)
    return result
  }
}

/** Not as `data`: that is text where the step has set an encoding. */
function noteReads(output: Readable, add: (chunk: unknown) => void): void {
  const push = output.push.bind(output)
  output.push = (chunk, encoding) => {
    add(chunk)
    return push(chunk, encoding)
  }
}

function noteWrites(input: Writable, add: (chunk: unknown) => void): void {
  const real = { write: input.write.bind(input), end: input.end.bind(input) }
  const noting =
    (name: 'write' | 'end') =>
    (...data: unknown[]) => {
      add(data[0])
      return (real[name] as (...data: unknown[]) => unknown)(...data)
    }
  Object.assign(input, { write: noting('write'), end: noting('end') })
}

if (file) record(file)
