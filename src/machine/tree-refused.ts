import { StepFailed } from '../octopus/step-failed.js'
import { firstOf } from './first-of.js'

const named = 20

/** A folder holds what is never copied; nothing of it was copied. */
export class TreeRefused extends StepFailed {
  constructor(folder: string, problems: readonly string[]) {
    super({
      happened: `${folder} cannot be copied: ${firstOf(problems.slice(0, named), problems.length, '; ')}.`,
      untouched: 'Nothing was copied.',
      todo: 'Take these out of the package or folder, then run this step again.',
    })
  }
}
