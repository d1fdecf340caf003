import { OctopusFailed } from '../octopus-failed.js'

/** The registry has no package of this Node. */
export class UnknownNodeVersion extends OctopusFailed {
  /** @param others versions that it has, the newest last */
  constructor(npmPackage: string, version: string, others: readonly string[]) {
    super({
      happened: `npm's registry has no ${npmPackage}@${version}.`,
      untouched: 'No package was written.',
      todo: others.length > 0 ? `It has ${others.join(', ')}.` : 'Give another --node-version.',
    })
  }
}
