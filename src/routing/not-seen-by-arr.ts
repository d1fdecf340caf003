import { StepFailed } from '../octopus/step-failed.js'

/** ARR did not come to see a member of the farm as it should. */
export class NotSeenByArr extends StepFailed {
  constructor(told: { happened: string; untouched: string; todo?: string; cause?: unknown }) {
    super({
      todo: "Look at the farm's health check (URL, interval, response match) and at what the member answers to it; then run this step again.",
      ...told,
    })
  }
}
