import { whoHoldsIt } from '../machine/who-holds-it.js'
import { StepFailed } from '../octopus/step-failed.js'

/** The one file that a switch replaces cannot be read or written. */
export class RouterFileFailed extends StepFailed {
  constructor(what: string, cause: unknown) {
    const why = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause)
    const { triedMs } = Object(cause) as { triedMs?: number }
    const tried = triedMs === undefined ? '' : `, tried for ${(triedMs / 1000).toFixed(0)} s`
    super({
      happened: `${what} (${why}${tried}).`,
      untouched: 'The router points where it did.',
      todo: `See that the file and its folder are there, that the account of the Tentacle may write to them, and that no program keeps the file open; then run this step again. ${whoHoldsIt()}`,
      cause,
    })
  }
}
