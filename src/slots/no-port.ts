import { StepFailed } from '../octopus/step-failed.js'

export class NoPort extends StepFailed {
  constructor(why: string, todo: string) {
    super({ happened: `There is no port for the new slot: ${why}.`, untouched: 'Nothing was changed.', todo })
  }
}
