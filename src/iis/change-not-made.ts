import { StepFailed } from '../octopus/step-failed.js'

/** appcmd reported success for a change that is not there at the next look. */
export class ChangeNotMade extends StepFailed {
  constructor(says: string) {
    super({
      happened: `appcmd reported success for "${says}", but IIS does not show it.`,
      untouched: 'Changes before this one stay made.',
      todo: 'Find out who else changes the configuration of IIS on this machine, then run this step again.',
    })
  }
}
