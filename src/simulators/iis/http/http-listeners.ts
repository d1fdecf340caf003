import { type Binding, isSameBinding, listenAddress } from '../configuration/binding.js'
import { Endpoint, type EndpointHandler } from './endpoint.js'

/**
 * The bindings of all started sites, as http.sys holds them. Certificates are not simulated: an https binding is kept
 * from other sites, but nothing listens on it.
 */
export class HttpListeners {
  private readonly handler: EndpointHandler
  private readonly endpoints = new Map<string, Endpoint>()
  private readonly closing = new Set<Endpoint>()
  private claimed: { binding: Binding; siteId: number }[] = []

  constructor(handler: EndpointHandler) {
    this.handler = handler
  }

  /**
   * Listens on exactly these bindings for the site; those it has already stay open without a gap.
   * @throws BindingTaken another started site has one of them; PortTaken a process outside http.sys has the port.
   *   The site's bindings are as they were before.
   */
  async claim(siteId: number, bindings: Binding[]): Promise<void> {
    const had = this.bindingsOf(siteId)
    const taken = bindings.find((binding) =>
      this.claimed.some((other) => other.siteId !== siteId && isSameBinding(other.binding, binding)),
    )
    if (taken) throw new BindingTaken(taken)
    const added = bindings.filter((binding) => !had.some((other) => isSameBinding(other, binding)))
    const opened: Binding[] = []
    try {
      for (const binding of added) {
        await this.open(siteId, binding)
        opened.push(binding)
      }
    } catch {
      for (const binding of opened) this.close(siteId, binding)
      throw new PortTaken(added[opened.length] as Binding)
    }
    for (const binding of had) {
      if (!bindings.some((kept) => isSameBinding(kept, binding))) this.close(siteId, binding)
    }
  }

  release(siteId: number): void {
    for (const binding of this.bindingsOf(siteId)) this.close(siteId, binding)
  }

  /** Cuts every connection, also those of listeners that were closed before. */
  destroy(): void {
    for (const { siteId, binding } of [...this.claimed]) this.close(siteId, binding)
    for (const endpoint of this.closing) endpoint.closeAllConnections()
    this.closing.clear()
  }

  private bindingsOf(siteId: number): Binding[] {
    return this.claimed.filter((claim) => claim.siteId === siteId).map(({ binding }) => binding)
  }

  private async open(siteId: number, binding: Binding): Promise<void> {
    if (binding.protocol === 'http') {
      const key = endpointKey(binding)
      const endpoint = this.endpoints.get(key) ?? (await Endpoint.open(binding, this.handler))
      this.endpoints.set(key, endpoint)
      endpoint.routes.push({ binding, siteId })
    }
    this.claimed.push({ binding, siteId })
  }

  private close(siteId: number, binding: Binding): void {
    this.claimed = this.claimed.filter((claim) => claim.siteId !== siteId || !isSameBinding(claim.binding, binding))
    const endpoint = this.endpoints.get(endpointKey(binding))
    if (!endpoint || binding.protocol !== 'http') return
    const at = endpoint.routes.findIndex((route) => route.siteId === siteId && isSameBinding(route.binding, binding))
    if (at >= 0) endpoint.routes.splice(at, 1)
    if (endpoint.routes.length > 0) return
    this.endpoints.delete(endpointKey(binding))
    this.closing.add(endpoint)
    endpoint.close(() => this.closing.delete(endpoint))
  }
}

const endpointKey = (binding: Binding) => `${listenAddress(binding)} ${binding.port}`

export class BindingTaken extends Error {
  constructor({ information }: Binding) {
    super(`Another started site has the binding ${information}.`)
  }
}

export class PortTaken extends Error {
  constructor({ information }: Binding) {
    super(`A process outside http.sys has the port of ${information}.`)
  }
}
