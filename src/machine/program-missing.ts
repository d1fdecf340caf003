import { StepFailed } from '../octopus/step-failed.js'

/** A program is not on this machine, or not where it was looked for. */
export class ProgramMissing extends StepFailed {
  constructor(program: string, todo: string, cause?: unknown) {
    super({ happened: `${program} was not found on this machine.`, untouched: 'It was not started.', todo, cause })
  }
}
