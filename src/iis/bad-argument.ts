import { StepFailed } from '../octopus/step-failed.js'

/** A name or value that cannot be handed to a program of Windows as it is. */
export class BadArgument extends StepFailed {
  constructor(argument: string, why: string) {
    super({
      happened: `${JSON.stringify(argument.slice(0, 200))} cannot be handed to appcmd: ${why}.`,
      untouched: 'appcmd was not started.',
      todo: 'Rename the site or pool, or correct the value.',
    })
  }
}
