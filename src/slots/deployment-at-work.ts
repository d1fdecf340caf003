import { StepFailed } from '../octopus/step-failed.js'
import type { Claim } from './claim.js'

/** A step was started by hand while a deployment may still be at work. */
export class DeploymentAtWork extends StepFailed {
  constructor(claim: Claim, file: string) {
    super({
      happened: `Deployment ${claim.task} of release ${claim.release} was at work here within the last hour (${claim.step}, ${claim.usedAt}).`,
      untouched: 'This step, started by hand, has changed nothing.',
      todo: `Wait until the hour is over, or, if that deployment has surely ended, delete ${file}.`,
    })
  }
}
