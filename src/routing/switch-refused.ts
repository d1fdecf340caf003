import { StepFailed } from '../octopus/step-failed.js'

export class SwitchRefused extends StepFailed {
  constructor(why: string) {
    super({
      happened: `The switch was not begun: ${why}.`,
      untouched: 'The router was not touched; what was live is live.',
      todo: 'Check the parameters of this step, and that "Deploy to Slot" and "Warm Up" have run before it.',
    })
  }
}
