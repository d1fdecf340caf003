import { StepFailed } from '../octopus/step-failed.js'
import { firstOf } from './first-of.js'
import { whoHoldsIt } from './who-holds-it.js'

type Unfinished = { readonly limitMs: number; readonly left: number; readonly examples: readonly string[] }

/** Part of a folder could not be deleted within the limit. */
export class DeleteUnfinished extends StepFailed {
  constructor(folder: string, { limitMs, left, examples }: Unfinished) {
    super({
      happened: `${folder} could not be deleted within ${limitMs} ms; what is left: ${firstOf(examples, left)}.`,
      untouched: 'All else below that folder is gone.',
      todo: `Another program has these open (a worker, virus scanner, editor, or a console in that folder): close it, then run this step again. ${whoHoldsIt()}`,
    })
  }
}
