/**
 * A step's failure, told to a person: what happened, what was left untouched, what to do.
 * Each kind of failure is a class of its own that extends this one.
 */
export class StepFailed extends Error {
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

/** For the message of another failure that this one led to. */
export function whatHappened(error: unknown): string {
  if (error instanceof StepFailed) return error.happened
  return error instanceof Error ? error.message : String(error)
}
