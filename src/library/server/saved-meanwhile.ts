import { OctopusFailed } from '../octopus-failed.js'

/** Somebody saved the same thing between our reading and our writing. */
export class SavedMeanwhile extends OctopusFailed {
  constructor(what: string) {
    super({
      happened: `Somebody saved ${what} while this command was at work.`,
      untouched: 'What they saved is as they left it.',
      todo: 'Run the command again: it plans with what is there now.',
    })
  }
}
