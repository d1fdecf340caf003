import { StepFailed } from '../octopus/step-failed.js'
import { whoHoldsIt } from './who-holds-it.js'

type Left = { readonly left: number; readonly examples: readonly string[] }

/** `bin/app.dll (EBUSY), x (EPERM) and 3 more` */
export const named = ({ left, examples }: Left): string =>
  `${examples.join(', ')}${left > examples.length ? ` and ${left - examples.length} more` : ''}`

/** Part of a folder could not be deleted within the limit. */
export class DeleteUnfinished extends StepFailed {
  constructor(folder: string, { limitMs, ...left }: Left & { readonly limitMs: number }) {
    super({
      happened: `${folder} could not be deleted within ${limitMs} ms; what is left: ${named(left)}.`,
      untouched: 'All else below that folder is gone.',
      todo: `Another program has these open (a worker, virus scanner, editor, or a console in that folder): close it, then run this step again. ${whoHoldsIt()}`,
    })
  }
}
