import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ActionResult } from '../simulators/tentacle/tentacle.js'

/** Every line of every step, as a task's log in Octopus has it, for `steps.log`. */
export class StepLog {
  readonly #lines: string[] = []

  add(machine: string, release: string, step: string, { log, startedAt, ms, exitCode }: ActionResult): void {
    const head = `== ${new Date(startedAt).toISOString()} ${machine} ${release} ${step}: exit code ${exitCode}, ${ms} ms`
    this.#lines.push(head, ...log.map(({ level, text }) => `${level.padEnd(9)} ${text}`), '')
  }

  async save(folder: string): Promise<void> {
    if (this.#lines.length === 0) return
    await mkdir(folder, { recursive: true })
    await writeFile(path.join(folder, 'steps.log'), `${this.#lines.join('\n')}\n`)
  }
}
