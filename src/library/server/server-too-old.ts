import { OctopusFailed } from '../octopus-failed.js'

/** The first version whose API has all that these commands use. */
export const oldestServer = '2021.2'

const numbers = (version: string) => version.split('.').map((part) => Number.parseInt(part, 10))

/** Development builds (0.0.0) pass. */
export function isTooOld(version: string): boolean {
  const [year = 0, release = 0] = numbers(version)
  const [oldestYear = 0, oldestRelease = 0] = numbers(oldestServer)
  return year !== 0 && (year < oldestYear || (year === oldestYear && release < oldestRelease))
}

export class ServerTooOld extends OctopusFailed {
  constructor(server: string, version: string) {
    super({
      happened: `${server} is Octopus ${version}; these commands need ${oldestServer} or newer.`,
      untouched: 'Nothing was changed.',
      todo: 'Upgrade the server, or import the templates by hand ("import --offline DIR").',
    })
  }
}
