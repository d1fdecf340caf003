import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Call } from './call.js'
import { type Decode, readRecorded } from './read-recorded.js'

/** Records the programs that steps start: those of steps whose environment has `environment` when they begin. */
export class CallRecorder {
  /** Changes with `watch` and `stop`. */
  readonly environment: Record<string, string> = {}
  readonly #preload: string
  readonly #file: string
  readonly #seen: (file: string) => string
  readonly #decode: Decode | undefined

  /**
   * @param preload `dist/record-calls.js`
   * @param folder of its own
   * @param there where the steps run under another system: how a file of this one is called there, and what its programs write
   */
  constructor(preload: string, folder: string, there: { seen?: (file: string) => string; decode?: Decode } = {}) {
    this.#preload = preload
    this.#seen = there.seen ?? ((file) => file)
    this.#decode = there.decode
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
    return readRecorded(await readFile(this.#file, 'utf8').catch(() => ''), this.#decode)
  }
}

/** @see https://nodejs.org/api/cli.html#node_optionsoptions */
const quoted = (file: string) => `"${file.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
