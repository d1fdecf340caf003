import { StepFailed } from '../octopus/step-failed.js'

export class WarmUpFailed extends StepFailed {
  constructor(slot: string, why: string) {
    super({
      happened: `${slot} did not get warm: ${why.replace(/\.$/, '')}.`,
      untouched: 'The router was not touched; what was live is live.',
      todo: 'Read the log of the application, correct the release or the parameters, and run this step again.',
    })
  }
}
