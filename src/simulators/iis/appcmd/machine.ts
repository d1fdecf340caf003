import type { Activation } from '../activation.js'
import type { Configuration } from '../configuration/configuration.js'
import type { IisSettings } from '../iis-options.js'

/** What the commands of appcmd work on. */
export type Machine = {
  readonly activation: Activation
  readonly settings: IisSettings
  /** What is committed; commands change a clone. */
  readonly configuration: Configuration
  /** True with this probability, from the seeded sequence. */
  chance(probability: number): boolean
  /** @throws AppcmdError 32, now and then, when the options say so; then nothing has changed */
  commit(draft: Configuration): Promise<void>
}

/** What a command has printed so far; stays printed when it fails later. */
export class Output {
  text = ''

  line(line: string): void {
    this.text += `${line}\r\n`
  }
}

/** What is left to wait for when other commands may go on. */
export type Afterwards = (() => Promise<void>) | undefined
