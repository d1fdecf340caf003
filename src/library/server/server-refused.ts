import { OctopusFailed } from '../octopus-failed.js'

/** 400 and others: the server does not take what was sent. */
export class ServerRefused extends OctopusFailed {
  readonly status: number
  readonly errors: readonly string[]

  constructor(what: string, status: number, message: string, errors: readonly string[]) {
    super({
      happened: `The server refused "${what}" (${status}): ${[message, ...errors].join(' ')}`,
      untouched: 'This request changed nothing; what was done before it stays.',
      todo: 'Change what the server complains of, and run the command again.',
    })
    this.status = status
    this.errors = errors
  }
}
