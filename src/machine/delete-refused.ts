import { StepFailed } from '../octopus/step-failed.js'

/** A folder that a step was about to delete is not one that it may delete. */
export class DeleteRefused extends StepFailed {
  readonly why: string

  constructor(folder: string, why: string) {
    super({
      happened: `${folder} was not deleted: ${why}.`,
      untouched: 'Nothing was deleted.',
      todo: 'Check the root folder and what lies in it; a link or a mounted volume has to be taken away by hand.',
    })
    this.why = why
  }
}
