import { StepFailed } from '../octopus/step-failed.js'

/** The site cannot be taken in, or not be given back, as things are. */
export class AdoptRefused extends StepFailed {
  constructor(happened: string, todo: string) {
    super({ happened: `${happened}.`, untouched: 'Nothing was changed; what serves now serves on.', todo })
  }
}
