import { OctopusFailed } from '../octopus-failed.js'

/** The project's variables are under version control. */
export class VariablesInGit extends OctopusFailed {
  constructor(project: string) {
    super({
      happened: `The variables of the project "${project}" are in Git, where compose cannot write them yet.`,
      untouched: 'Nothing was changed.',
      todo: 'Keep them in a library variable set: "library-variable-set: Blue-green" in the settings.',
    })
  }
}
