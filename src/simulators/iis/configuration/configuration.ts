import { remembered } from './remembered.js'
import { poolsSection, sitesSection } from './sections.js'
import {
  childOf,
  childrenOf,
  cloneElement,
  descendantOf,
  element,
  ensureDescendant,
  isSameElement,
  printElement,
  type XmlElement,
} from './xml-element.js'

/** The content of an applicationHost.config. */
export class Configuration {
  private readonly root: XmlElement

  constructor(root: XmlElement) {
    this.root = root
  }

  static blank(): Configuration {
    const blank = new Configuration(element('configuration'))
    ensureDescendant(blank.root, poolsSection)
    const sites = ensureDescendant(blank.root, sitesSection)
    sites.children.push(element('applicationDefaults', { applicationPool: 'DefaultAppPool' }))
    return blank
  }

  clone(): Configuration {
    return new Configuration(cloneElement(this.root))
  }

  /** Its sites and pools that are as in `committed` become the very same elements: what was made of those still holds. */
  shareUnchanged(committed: Configuration): void {
    for (const parent of ['poolsParent', 'sitesParent'] as const) {
      const known = new Map(committed[parent]().children.map((at) => [at.attributes.get('name'), at]))
      const { children } = this[parent]()
      for (const [index, at] of children.entries()) {
        const before = known.get(at.attributes.get('name'))
        if (before && isSameElement(before, at)) children[index] = before
      }
    }
  }

  pools(): XmlElement[] {
    return childrenOf(this.poolsParent(), 'add')
  }

  poolsParent(): XmlElement {
    return ensureDescendant(this.root, poolsSection)
  }

  sites(): XmlElement[] {
    return childrenOf(this.sitesParent(), 'site')
  }

  sitesParent(): XmlElement {
    return ensureDescendant(this.root, sitesSection)
  }

  /** A section of the server, or of a `<location path>`; undefined when the file does not have it. */
  section(name: string, location?: string): XmlElement | undefined {
    return descendantOf(location === undefined ? this.root : this.location(location), name)
  }

  ensureSection(name: string, location?: string): XmlElement {
    if (location === undefined) return ensureDescendant(this.root, name)
    const found = this.location(location)
    if (found) return ensureDescendant(found, name)
    const made = element('location', { path: location })
    this.root.children.push(made)
    return ensureDescendant(made, name)
  }

  /** The text of the file. After this nothing of it may be changed. */
  print(): string {
    const printed = new Map([...this.pools(), ...this.sites()].map((at) => [at, printedEntry(at)]))
    return `<?xml version="1.0" encoding="UTF-8"?>\n${printElement(this.root, { printed })}`
  }

  private location(path: string): XmlElement | undefined {
    const isIt = (at: XmlElement) => at.attributes.get('path')?.toLowerCase() === path.toLowerCase()
    return childrenOf(this.root, 'location').find(isIt)
  }

  /** The pool or site of this name, compared without regard to case. */
  pool(name: string): XmlElement | undefined {
    return this.pools().find((pool) => hasName(pool, name))
  }

  site(name: string): XmlElement | undefined {
    return this.sites().find((site) => hasName(site, name))
  }

  defaultsOf(parent: 'pools' | 'applications'): XmlElement | undefined {
    return parent === 'pools'
      ? childOf(this.poolsParent(), 'applicationPoolDefaults')
      : childOf(this.sitesParent(), 'applicationDefaults')
  }
}

const printedEntry = remembered((at: XmlElement) => printElement(at, { indent: 12 }))

const hasName = (at: XmlElement, name: string) => at.attributes.get('name')?.toLowerCase() === name.toLowerCase()
