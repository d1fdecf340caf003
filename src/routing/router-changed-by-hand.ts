import { StepFailed } from '../octopus/step-failed.js'

/** The router's configuration is not what Prepare Router made, in the one place that matters. */
export class RouterChangedByHand extends StepFailed {
  constructor(what: string) {
    super({
      happened: `${what}.`,
      untouched: 'The router was not touched.',
      todo: 'Undo the change, or remove the file and run "Prepare Router" again.',
    })
  }
}
