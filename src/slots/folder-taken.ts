import { StepFailed } from '../octopus/step-failed.js'

/** The application's folder would be one that holds something else already. */
export class FolderTaken extends StepFailed {
  constructor(folder: string, found: readonly string[]) {
    super({
      happened: `${folder} is there already and is not the steps’ own: it has no blue-green.json, but ${found.slice(0, 5).join(', ')}${found.length > 5 ? ', …' : ''}.`,
      untouched: 'Nothing was changed.',
      todo: 'Choose another root folder, application or instance; if the marker was lost, restore it from a backup.',
    })
  }
}
