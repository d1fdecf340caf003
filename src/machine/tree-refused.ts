import { StepFailed } from '../octopus/step-failed.js'

const named = 20

/** A folder holds what is never copied; nothing of it was copied. */
export class TreeRefused extends StepFailed {
  constructor(folder: string, problems: readonly string[]) {
    const rest = problems.length > named ? `; and ${problems.length - named} more` : ''
    super({
      happened: `${folder} cannot be copied: ${problems.slice(0, named).join('; ')}${rest}.`,
      untouched: 'Nothing was copied.',
      todo: 'Take these out of the package or folder, then run this step again.',
    })
  }
}
