/** The server says no. Becomes an answer with Octopus's error body. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  readonly errors: readonly string[]

  constructor(status: number, message: string, errors: readonly string[] = []) {
    super(message)
    this.status = status
    this.errors = errors
  }
}
