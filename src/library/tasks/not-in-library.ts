import { OctopusFailed } from '../octopus-failed.js'

/** The space's library does not have a template of ours. */
export class NotInLibrary extends OctopusFailed {
  constructor(name: string, space: string) {
    super({
      happened: `The template "${name}" is not in the library of the space "${space}".`,
      untouched: 'Nothing was run.',
      todo: `Bring it there first: import "${name}".`,
    })
  }
}
