import { StepFailed } from '../octopus/step-failed.js'

/** NGINX did not take a new upstream file, which was taken back. */
export class NginxNotReloaded extends StepFailed {
  constructor(why: string, untouched: string, cause?: unknown) {
    super({
      happened: `${why}.`,
      untouched,
      todo: 'Correct what NGINX says, or what its error log says; then run this step again.',
      ...(cause ? { cause } : {}),
    })
  }
}
