/** One request had no answer. Told to people as `Unreachable` when no other attempt has one either. */
export class NotAnswered extends Error {
  override name = 'NotAnswered'
  /** Of Node or undici, e.g. `ECONNREFUSED`; `TIMEOUT` when the time limit passed. */
  readonly code: string
  /** False: the server has not seen the request. True: it may have, and it may have done what it says. */
  readonly maybeDone: boolean

  constructor(code: string, maybeDone: boolean, cause: unknown) {
    super(code, { cause })
    this.code = code
    this.maybeDone = maybeDone
  }
}
