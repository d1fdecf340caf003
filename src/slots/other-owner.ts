import { StepFailed } from '../octopus/step-failed.js'

/** The application's folder belongs to another application, or to another space, project, environment or tenant. */
export class OtherOwner extends StepFailed {
  constructor({ folder, theirs, ours, todo }: { folder: string; theirs: string; ours: string; todo: string }) {
    super({
      happened: `${folder} belongs to ${theirs}, this is ${ours}.`,
      untouched: 'Nothing was changed.',
      todo,
    })
  }
}
