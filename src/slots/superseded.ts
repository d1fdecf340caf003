import { StepFailed } from '../octopus/step-failed.js'
import type { Claim } from './claim.js'

/** A later deployment has taken the application over. */
export class Superseded extends StepFailed {
  constructor(claim: Claim, file: string) {
    super({
      happened: `Deployment ${claim.task} of release ${claim.release} has taken over since ${claim.since} (its last step here: ${claim.step}, ${claim.usedAt}).`,
      untouched: 'This step has changed nothing.',
      todo: `There is nothing to do; to have this release all the same, deploy it again. If Octopus counts its tasks anew (another server), delete ${file}.`,
    })
  }
}
