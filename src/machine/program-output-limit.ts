import { StepFailed } from '../octopus/step-failed.js'

/** A program wrote more than a step reads; half an output is never taken for the whole one. */
export class ProgramOutputLimit extends StepFailed {
  constructor(command: string, limitBytes: number) {
    super({
      happened: `${command} wrote more than ${limitBytes} bytes and was killed.`,
      untouched: 'Its output was not used.',
      todo: 'Run the same line by hand to see what it writes.',
    })
  }
}
