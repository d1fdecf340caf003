import { StepFailed } from '../octopus/step-failed.js'

export class NotProven extends StepFailed {
  constructor(told: { happened: string; untouched: string; todo?: string; cause?: unknown }) {
    super({ todo: 'Read the log of the new release; when it is right, deploy again.', ...told })
  }
}
