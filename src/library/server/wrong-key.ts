import { OctopusFailed } from '../octopus-failed.js'

/** 401. */
export class WrongKey extends OctopusFailed {
  constructor(server: string, kind: 'api key' | 'access token', said: string) {
    super({
      happened: `${server} does not accept the ${kind === 'api key' ? 'API key' : 'access token'}: ${said}`,
      untouched: 'Nothing was changed.',
      todo:
        kind === 'api key'
          ? 'Set OCTOPUS_API_KEY to a key of this server (Octopus: your profile, "My API Keys").'
          : 'Access tokens live for an hour: get a new one, and set OCTOPUS_ACCESS_TOKEN to it.',
    })
  }
}
