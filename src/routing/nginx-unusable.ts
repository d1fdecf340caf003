import { StepFailed } from '../octopus/step-failed.js'

/** NGINX cannot be reloaded, or not be asked; nothing of its configuration was changed. */
export class NginxUnusable extends StepFailed {
  constructor(happened: string, todo: string, cause?: unknown) {
    super({
      happened: `${happened}.`,
      untouched: 'The router was not touched.',
      todo: `${todo} Then run this step again.`,
      ...(cause ? { cause } : {}),
    })
  }
}
