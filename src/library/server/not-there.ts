import { OctopusFailed } from '../octopus-failed.js'

/** 404: somebody deleted it, or the key's user does not see it. */
export class NotThere extends OctopusFailed {
  constructor(what: string) {
    super({
      happened: `There is nothing at "${what}" on the server.`,
      untouched: 'Nothing was changed by this request.',
      todo: 'See in Octopus whether somebody deleted it, or whether the key may not see it.',
    })
  }
}
