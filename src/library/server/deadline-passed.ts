import { OctopusFailed } from '../octopus-failed.js'

/** The command took longer than it may. */
export class DeadlinePassed extends OctopusFailed {
  constructor(deadlineMs: number, what: string, why: string) {
    super({
      happened: `The limit of ${Math.round(deadlineMs / 1000)} s for the whole command passed at "${what}": ${why}.`,
      untouched: 'What was done before stays.',
      todo: 'Run the command again, it goes on where it was; --deadline 30m gives it more time.',
    })
  }
}
