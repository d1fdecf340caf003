import { inspect } from 'node:util'

const shown = '********'

/** An API key or an access token. Printed, logged or put into JSON it is stars. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  /** The text without the secret, which a server or a proxy may have repeated. */
  maskedIn(text: string): string {
    return text.replaceAll(this.#value, shown)
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  [inspect.custom](): string {
    return shown
  }
}
