import { StepFailed } from '../octopus/step-failed.js'

/** Part of a folder could not be deleted within the limit. */
export class DeleteUnfinished extends StepFailed {
  constructor(
    folder: string,
    { limitMs, left, examples }: { limitMs: number; left: number; examples: readonly string[] },
  ) {
    const rest = left > examples.length ? ` and ${left - examples.length} more` : ''
    super({
      happened: `${folder} could not be deleted within ${limitMs} ms; what is left: ${examples.join(', ')}${rest}.`,
      untouched: 'All else below that folder is gone.',
      todo: 'Find out which program has these open (worker, virus scanner, editor), then run this step again.',
    })
  }
}
