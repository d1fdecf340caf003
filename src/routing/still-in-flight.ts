import { StepFailed } from '../octopus/step-failed.js'

export class StillInFlight extends StepFailed {
  /** @param told where it is not the slot that was just switched away from */
  constructor(still: string, slot: string, told: { untouched?: string; todo?: string } = {}) {
    super({
      happened: `${still}.`,
      untouched: `The new slot is live and proven; ${slot} keeps running until its requests have ended.`,
      todo: 'Run this step again later, raise BG.DrainLimit, or say in BG.AtDrainLimit what to do with such requests.',
      ...told,
    })
  }
}
