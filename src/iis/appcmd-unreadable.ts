import { StepFailed } from '../octopus/step-failed.js'

/** appcmd reported success but did not write the XML it was asked for. */
export class AppcmdUnreadable extends StepFailed {
  constructor(command: string, cause: unknown) {
    super({
      happened: `${command} succeeded but did not write the XML it was asked for (${cause instanceof Error ? cause.message.split('\n')[0] : cause}).`,
      untouched: 'Its output was not used: an answer that cannot be read is not "nothing there".',
      todo: 'Run the same line by hand in an elevated prompt to see what it writes.',
      cause,
    })
  }
}
