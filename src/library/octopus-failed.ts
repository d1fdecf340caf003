/**
 * A failure of the Octopus side, told to a person: what happened, what was left untouched, what to do.
 * Each kind of failure is a class of its own that extends this one.
 */
export class OctopusFailed extends Error {
  readonly happened: string
  readonly untouched: string
  readonly todo: string

  constructor(told: { happened: string; untouched: string; todo: string; cause?: unknown }) {
    super(`${told.happened} ${told.untouched} ${told.todo}`, told.cause === undefined ? {} : { cause: told.cause })
    this.name = new.target.name
    this.happened = told.happened
    this.untouched = told.untouched
    this.todo = told.todo
  }
}
