/**
 * What a server, a proxy before it or the network can do to a request. `gateway-timeout` and `dropped-after` have taken effect;
 * the others have not.
 */
export const faults = [
  'too-many-requests',
  'unavailable',
  'bad-gateway',
  'gateway-timeout',
  'dropped-before',
  'dropped-after',
  'slow',
] as const
export type Fault = (typeof faults)[number]

export type FaultRate = {
  /** 0 to 100, of all requests. */
  readonly percent: number
  /** Numbers in [0, 1). */
  readonly random: () => number
  /** Default: all but `slow`. */
  readonly kinds?: readonly Fault[]
}

/** Which requests go wrong, told by a test from the outside. */
export class Faults {
  /** `Retry-After` of 429 and 503, in seconds. */
  retryAfterSeconds = 0
  /** How long a slow answer takes. */
  slowMs = 1_000
  #next: Fault[] = []
  #rate: FaultRate | undefined
  #rules: { matches: (method: string, path: string) => boolean; fault: Fault; left: number }[] = []

  /** For the coming requests, one each. */
  next(...kinds: readonly Fault[]): void {
    this.#next.push(...kinds)
  }

  /** For the first so many requests that match. */
  when(matches: (method: string, path: string) => boolean, fault: Fault, times = 1): void {
    this.#rules.push({ matches, fault, left: times })
  }

  rate(rate: FaultRate): void {
    this.#rate = rate
  }

  none(): void {
    this.#next = []
    this.#rules = []
    this.#rate = undefined
  }

  decide(method: string, path: string): Fault | undefined {
    const next = this.#next.shift()
    if (next) return next
    const rule = this.#rules.find(({ matches, left }) => left > 0 && matches(method, path))
    if (rule) {
      rule.left--
      return rule.fault
    }
    if (!this.#rate || this.#rate.random() * 100 >= this.#rate.percent) return undefined
    const kinds = this.#rate.kinds ?? faults.filter((kind) => kind !== 'slow')
    return kinds[Math.floor(this.#rate.random() * kinds.length)]
  }
}
