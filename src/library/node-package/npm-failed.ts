import { OctopusFailed } from '../octopus-failed.js'

/** npm could not get something from its registry. */
export class NpmFailed extends OctopusFailed {
  /** @param said npm's own words, a few lines */
  constructor(what: string, said: readonly string[]) {
    super({
      happened: `npm could not ${what}${said.length > 0 ? `: ${said.join(' ')}` : '.'}`,
      untouched: 'No package was written.',
      todo: 'Registry, proxy and credentials are those of npm here: "npm config get registry", "npm ping". Correct them, and run this again.',
    })
  }
}
