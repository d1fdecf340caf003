/**
 * Which release each port of one machine answers with. A port belongs to one slot until another slot has taken over;
 * so a port that changes its release while no other port has answered is two releases on one port.
 */
export class ReleasesByPort {
  readonly #releases = new Map<number, string>()
  #lastPort: number | undefined

  /** Takes note of an answer; answers what is wrong with it, or undefined. */
  fault(port: number, release: string): string | undefined {
    const known = this.#releases.get(port)
    const samePort = this.#lastPort === port
    this.#lastPort = port
    this.#releases.set(port, release)
    if (!samePort || known === undefined || known === release) return
    return `port ${port} answered as ${known}, now as ${release}, and no other port in between`
  }
}
