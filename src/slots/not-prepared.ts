import { StepFailed } from '../octopus/step-failed.js'
import type { Application } from './application.js'

/** There is no marker, or one without a router: nothing was ever prepared here to the end, or the root folder is another one. */
export class NotPrepared extends StepFailed {
  constructor(app: Application, why = `${app.files.marker} is missing`) {
    super({
      happened: `There is no application "${app.name}"${app.instance && ` (instance "${app.instance}")`} in ${app.root}: ${why}.`,
      untouched: 'Nothing was changed.',
      todo: 'Run Prepare Router first, with the same root folder, application and instance.',
    })
  }
}
