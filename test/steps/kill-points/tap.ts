import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** What the tap does at one effect of a step. */
export type Action =
  /** `half`: of a write, half of it is done. `during`: a program has been started, and is killed too. */
  | { readonly do: 'kill'; readonly when: 'before' | 'after' | 'half' | 'during' }
  /** `disk`: from here on nothing can be written anywhere; `path`: nothing can be done to this path, or for so long. */
  | { readonly do: 'error'; readonly code: string; readonly lasts: 'disk' | 'path'; readonly ms?: number }
  /** A program ends so. `made`: after it did what it was told. */
  | { readonly do: 'exit'; readonly code: number; readonly text: string; readonly made?: boolean }
  /** From here on every other request is cut off, so many in all. */
  | { readonly do: 'flap'; readonly times: number }
  /** The machine's clock. */
  | { readonly do: 'clock'; readonly ms: number }
  /** Something else happens right after it. */
  | { readonly do: 'run'; readonly program: string; readonly args: readonly string[] }

export type Point = { readonly at: string; readonly action: Action }

const tap = path.join(import.meta.dirname, 'tap.cjs')

/** Watches the steps that begin with its environment. */
export class Tap {
  /** For `MachineUnderTest.deployment`. */
  readonly environment: Record<string, string> = {}
  readonly #folder: string

  /** @param folder of the machine */
  constructor(folder: string) {
    this.#folder = folder
  }

  get #record(): string {
    return path.join(this.#folder, 'effects.txt')
  }

  /** @param point where something is to happen; without it the effects are only written down */
  async watch(point?: Point): Promise<void> {
    await writeFile(this.#record, '')
    this.environment['NODE_OPTIONS'] = `--require=${tap}`
    this.environment['BLUEGREEN_TAP'] = JSON.stringify({ record: this.#record, folder: this.#folder, ...point })
  }

  /** The effects since `watch`, and whether the point was reached. No step is watched any more. */
  async stop(): Promise<{ readonly effects: readonly string[]; readonly reached: boolean }> {
    delete this.environment['NODE_OPTIONS']
    delete this.environment['BLUEGREEN_TAP']
    const lines = (await readFile(this.#record, 'utf8')).split('\n').filter(Boolean)
    const effects = lines.filter((line) => line !== 'killed' && line !== 'happened')
    return { effects, reached: effects.length < lines.length }
  }
}
