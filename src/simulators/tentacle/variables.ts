import { NotSimulated } from './not-simulated.js'
import { parseOctostache, parsePath, type Reference } from './octostache.js'
import { SelfReference } from './self-reference.js'

/** The variables of one action: names without case, values with Octostache's plain references. */
export class Variables {
  readonly #byName = new Map<string, { name: string; value: string }>()
  #byPath: Map<string, string> | undefined

  set(name: string, value: string): void {
    this.#byName.set(name.toLowerCase(), { name, value })
    this.#byPath = undefined
  }

  setAll(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) this.set(name, value)
  }

  /**
   * @returns the value with its references resolved, undefined when there is no such variable
   * @throws SelfReference, NotSimulated
   */
  get(name: string): string | undefined {
    const variable = this.#byName.get(name.toLowerCase())
    return variable && this.#evaluate(variable.value, [variable.name])
  }

  /** True when the variable is Octopus's "True". */
  flag(name: string): boolean {
    return this.get(name)?.toLowerCase() === 'true'
  }

  /** All names with their resolved values, as they are handed to a script: one bad variable fails them all. */
  all(): [name: string, value: string][] {
    return [...this.#byName.values()].map(({ name, value }) => [name, this.#evaluate(value, [name])])
  }

  /** Substitution in a file: what cannot be parsed stays, the rest is resolved. */
  substitute(text: string): string {
    return this.#resolve(parseOctostache(text, 'keep') ?? [text], [])
  }

  #evaluate(value: string, chain: readonly string[]): string {
    if (!value.includes('#{')) return value
    const parts = parseOctostache(value, 'give-up')
    return parts ? this.#resolve(parts, chain) : value
  }

  #resolve(parts: readonly (string | Reference)[], chain: readonly string[]): string {
    return parts.map((part) => (typeof part === 'string' ? part : (this.#value(part, chain) ?? part.source))).join('')
  }

  #value(reference: Reference, chain: readonly string[]): string | undefined {
    const steps: string[] = []
    for (const step of reference.steps) {
      if (typeof step === 'string') {
        steps.push(step)
        continue
      }
      const index = this.#value(step, chain)
      if (index === undefined) return undefined
      steps.push(`[${index.trim().toLowerCase()}]`)
    }
    const name = this.#paths().get(steps.join(''))
    if (name === undefined) return this.#refuseJson(steps, reference)
    const seen = chain.findIndex((other) => other.toLowerCase() === name.toLowerCase())
    if (seen !== -1) throw new SelfReference([...chain.slice(seen), name])
    return this.#evaluate(this.#byName.get(name.toLowerCase())?.value ?? '', [...chain, name])
  }

  #refuseJson(steps: readonly string[], reference: Reference): undefined {
    for (let length = steps.length - 1; length > 0; length--) {
      const name = this.#paths().get(steps.slice(0, length).join(''))
      const value = name && this.#byName.get(name.toLowerCase())?.value
      if (value && /^\s*[{[]/.test(value))
        throw new NotSimulated(`Octostache's look into JSON in "${reference.source}"`)
    }
    return undefined
  }

  #paths(): Map<string, string> {
    if (this.#byPath) return this.#byPath
    const paths = new Map<string, string>()
    for (const { name } of this.#byName.values()) {
      const path = parsePath(name)
      if (path !== undefined) paths.set(path, name)
    }
    this.#byPath = paths
    return paths
  }
}
