import { StepFailed } from '../octopus/step-failed.js'

/** A program was still running at its limit; it and what it had started were killed. */
export class ProgramTimeout extends StepFailed {
  constructor(command: string, timeoutMs: number) {
    super({
      happened: `${command} was still running after ${timeoutMs} ms and was killed with all it had started.`,
      untouched: 'What it had done until then stays done.',
      todo: 'Find out what it was waiting for (run the same line by hand), then run this step again.',
    })
  }
}
