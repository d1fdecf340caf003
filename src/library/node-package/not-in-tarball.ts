import { OctopusFailed } from '../octopus-failed.js'

/** An npm package does not hold what it should. */
export class NotInTarball extends OctopusFailed {
  constructor(npmPackage: string, missing: readonly string[]) {
    super({
      happened: `${npmPackage} holds no ${missing.join(' and no ')}.`,
      untouched: 'No package was written.',
      todo: 'Choose another --node-version.',
    })
  }
}
