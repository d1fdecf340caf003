import { OctopusFailed } from '../octopus-failed.js'

/** The server took the process, and holds something else than what was sent. */
export class ProcessStoredDifferently extends OctopusFailed {
  constructor(parts: readonly string[]) {
    super({
      happened: `The server has stored the process in another form than it was sent: ${parts.join('; ')}.`,
      untouched: 'Releases that have been made keep the process that they were made with.',
      todo: 'Look at these steps in Octopus before you make a release, and report it with the version of the server.',
    })
  }
}
