import { StepFailed } from '../octopus/step-failed.js'

/** The release that a switch was leading to answered no longer before the switch was done. */
export class NewSlotDied extends StepFailed {
  constructor(told: { happened: string; untouched: string }) {
    super({
      todo: 'Look into the log of the release and the event log of Windows; then deploy again.',
      ...told,
    })
  }
}
