import { OctopusFailed } from '../octopus-failed.js'

/** There is no machine to run on. */
export class NoTargets extends OctopusFailed {
  constructor(why: string) {
    super({
      happened: `There is no machine to run on: ${why}.`,
      untouched: 'Nothing was run.',
      todo: 'See in Octopus, under Infrastructure, Deployment targets, which role and environment the machines have.',
    })
  }
}
