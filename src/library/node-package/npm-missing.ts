import { OctopusFailed } from '../octopus-failed.js'

/** The program npm, which knows registries, proxies and their credentials, is not on the PATH. */
export class NpmMissing extends OctopusFailed {
  constructor(cause: unknown) {
    super({
      happened: 'npm was not found on the PATH.',
      untouched: 'No package was written.',
      todo: 'It comes with Node: https://nodejs.org/en/download. Then run this again.',
      cause,
    })
  }
}
