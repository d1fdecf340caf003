import { StepFailed } from '../octopus/step-failed.js'

/** A file that the steps keep about an application says nothing that can be understood. */
export class BrokenFile extends StepFailed {
  constructor({ file, why, todo, cause }: { file: string; why: string; todo: string; cause?: unknown }) {
    super({
      happened: `${file} cannot be understood (${why}).`,
      untouched: 'Nothing was changed.',
      todo,
      cause,
    })
  }
}
