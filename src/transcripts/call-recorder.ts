import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Call } from './call.js'
import { readRecorded } from './read-recorded.js'

/** Records the programs that steps start: those of steps whose environment has `environment` when they begin. */
export class CallRecorder {
  /** Changes with `watch` and `stop`. */
  readonly environment: Record<string, string> = {}
  readonly #preload: string
  readonly #file: string
  readonly #seen: (file: string) => string

  /**
   * @param preload `dist/record-calls.js`
   * @param folder of its own
   * @param seen a file of this machine as the steps' one has it, where they run under another system
   */
  constructor(preload: string, folder: string, seen = (file: string) => file) {
    this.#preload = preload
    this.#seen = seen
    this.#file = path.join(folder, 'calls.jsonl')
  }

  async watch(): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true })
    await rm(this.#file, { force: true })
    this.environment['NODE_OPTIONS'] = `--require=${quoted(this.#seen(this.#preload))}`
    this.environment['BLUEGREEN_CALLS'] = this.#seen(this.#file)
  }

  /** The calls since `watch`. No step is recorded any more. */
  async stop(): Promise<Call[]> {
    delete this.environment['NODE_OPTIONS']
    delete this.environment['BLUEGREEN_CALLS']
    return readRecorded(await readFile(this.#file, 'utf8').catch(() => ''))
  }
}

/** @see https://nodejs.org/api/cli.html#node_optionsoptions */
const quoted = (file: string) => `"${file.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
