import { OctopusFailed } from '../octopus-failed.js'

/** The task had not ended when the command had to. To run the command again would start another task. */
export class TaskGoesOn extends OctopusFailed {
  constructor(id: string, state: string) {
    super({
      happened: `The task ${id} has not ended (${state}).`,
      untouched: 'It goes on in Octopus.',
      todo: `Look at ${id} in Octopus, under Tasks; --deadline 30m waits longer.`,
    })
  }
}
