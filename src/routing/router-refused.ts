import { StepFailed } from '../octopus/step-failed.js'

/** Something of the router is there already and is somebody else's, or cannot be used. */
export class RouterRefused extends StepFailed {
  constructor(happened: string, todo: string, cause?: unknown) {
    super({ happened: `${happened}.`, untouched: 'What serves now serves on.', todo, ...(cause ? { cause } : {}) })
  }
}
