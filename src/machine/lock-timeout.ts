import { StepFailed } from '../octopus/step-failed.js'

/** Another process held a lock for the whole wait. */
export class LockTimeout extends StepFailed {
  constructor({ what, waitMs, holder }: { what: string; waitMs: number; holder: string }) {
    super({
      happened: `Waited ${waitMs} ms for the lock to ${what}; it is held by ${holder}.`,
      untouched: 'This step changed nothing while it waited.',
      todo: 'Wait for the other one to end (its lock ends with its process), then run this step again.',
    })
  }
}
