import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'

const readyLimitMs = 30_000
const stopLimitMs = 10_000

/**
 * For a server that does not watch its standard input: Bash does it for it, and says when it is up.
 * @param isUp a condition in Bash, about `$1`
 */
export const heldServer = (isUp: string, about: string, command: readonly string[]): readonly string[] => [
  'bash',
  '-c',
  `about=$1; shift
"$@" </dev/null >&2 &
server=$!
set -- "$about"
until ${isUp}; do
  kill -0 $server || exit 1
  sleep 0.02
done
echo ready
(while read -r _; do :; done; kill -TERM $server) <&0 >/dev/null 2>&1 &
wait $server`,
  'bash',
  about,
  ...command,
]

/**
 * A process that lives as long as its standard input is open: it ends with this one, even when this one is killed. It has
 * a process group of its own, so that Ctrl-C does not reach it before this one has put everything in order.
 */
export class HeldProcess {
  /** Its first line on standard output: it is ready. */
  readonly ready: string
  readonly #child: Child
  readonly #exit: Promise<unknown>
  #stopping = false

  /**
   * @param onDied called when it ends without being told to
   * @throws Error when it ends, or says nothing, before it is ready
   */
  static async start(
    called: string,
    [program = '', ...args]: readonly string[],
    onDied: (error: Error) => void,
  ): Promise<HeldProcess> {
    const child: Child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32', // there it would only get a window of its own
      windowsHide: true,
    })
    child.stdin.on('error', () => {})
    const said: string[] = []
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')))
    // Not `close`: what it has started may hold its output open.
    const exit = once(child, 'exit')
      .catch((error: Error) => said.push(error.message))
      .then(() => setImmediate())
    const lines = createInterface({ input: child.stdout })
    const [ready] = (await Promise.race([
      once(lines, 'line', { signal: AbortSignal.timeout(readyLimitMs) }).catch(() => []),
      exit.then(() => []),
    ])) as string[]
    const held = new HeldProcess(child, ready ?? '', exit)
    if (ready === undefined) {
      await held.stop()
      throw new Error(`${called} did not start: ${said.join('').trim() || 'it said nothing'}`)
    }
    exit.then(() => {
      if (!held.#stopping) onDied(new Error(`${called} has ended unexpectedly: ${said.join('').trim()}`))
    })
    return held
  }

  private constructor(child: Child, ready: string, exit: Promise<unknown>) {
    this.#child = child
    this.ready = ready
    this.#exit = exit
  }

  /** Ends it and what it started; with SIGKILL when that takes longer than 10 s. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#child.stdin.end()
    const timer = setTimeout(() => this.#kill(), stopLimitMs)
    await this.#exit
    clearTimeout(timer)
    this.#kill()
  }

  #kill(): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // the whole group has ended
    }
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>
