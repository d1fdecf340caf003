import { XmlElement } from '@rgrove/parse-xml'
import { ConfigurationError } from './configuration-error.js'

/**
 * An element of web.config, read as strictly as IIS does: an unknown attribute, a wrong value or a missing required one
 * is an error, never a default.
 */
export class ConfigurationElement {
  private readonly element: XmlElement

  constructor(element: XmlElement) {
    this.element = element
  }

  get name(): string {
    return this.element.name
  }

  get children(): ConfigurationElement[] {
    return this.element.children
      .filter((node) => node instanceof XmlElement)
      .map((node) => new ConfigurationElement(node))
  }

  named(name: string): ConfigurationElement[] {
    return this.children.filter((child) => child.name === name)
  }

  /** The elements at a path such as `rewrite/rules`; several when the file names a section twice. */
  at(path: string): ConfigurationElement[] {
    return path
      .split('/')
      .reduce<ConfigurationElement[]>((found, name) => found.flatMap((one) => one.named(name)), [this])
  }

  /** @throws ConfigurationError when there is an attribute of another name */
  only(...attributes: string[]): this {
    const unknown = Object.keys(this.element.attributes).find((attribute) => !attributes.includes(attribute))
    if (unknown !== undefined) throw this.error(`Unrecognized attribute '${unknown}'`)
    return this
  }

  text(attribute: string, otherwise?: string): string {
    const value = this.element.attributes[attribute] ?? otherwise
    if (value === undefined) throw this.error(`Missing required attribute '${attribute}'`)
    return value
  }

  flag(attribute: string, otherwise: boolean): boolean {
    return this.oneOf(attribute, ['true', 'false'], otherwise ? 'true' : 'false') === 'true'
  }

  oneOf<const T extends string>(attribute: string, values: readonly T[], otherwise?: NoInfer<T>): T {
    const text = this.text(attribute, otherwise)
    const value = values.find((one) => one.toLowerCase() === text.toLowerCase())
    if (value === undefined)
      throw this.error(`The '${attribute}' attribute is invalid: must be one of ${values.join(', ')}`)
    return value
  }

  number(attribute: string, otherwise?: number): number {
    const text = this.text(attribute, otherwise === undefined ? undefined : String(otherwise))
    if (!/^\d{1,10}$/.test(text))
      throw this.error(`The '${attribute}' attribute is invalid: not a valid unsigned integer`)
    return Number(text)
  }

  error(what: string): ConfigurationError {
    return new ConfigurationError(`${what} (element '${this.name}')`)
  }
}
