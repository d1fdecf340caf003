/** One binding of a site. */
export type Binding = {
  readonly protocol: string
  /** `*` for all addresses, an IPv6 address in brackets; empty for a protocol without addresses. */
  readonly address: string
  /** Undefined for a protocol without ports, such as net.pipe. */
  readonly port: number | undefined
  /** The host name, empty for any. */
  readonly host: string
  /** As IIS has it, e.g. `*:80:www.example.com`. */
  readonly information: string
  /** Of https: 1 for SNI, 2 for the central certificate store; default 0. */
  readonly sslFlags?: number
}

/** `ADDRESS:PORT:HOST` of http, https and ftp; `PORT:HOST` of net.tcp; anything else of the rest. */
export function bindingFrom(protocol: string, information: string): Binding {
  const [, address, port, host] = /^(\[[^\]]*\]|[^:]*):(\d{1,5}):(.*)$/.exec(information) ?? []
  if (address !== undefined)
    return { protocol, address: address || '*', port: Number(port), host: host ?? '', information }
  const [, onlyPort, name] = /^(\d{1,5}):(.*)$/.exec(information) ?? []
  if (onlyPort !== undefined) return { protocol, address: '*', port: Number(onlyPort), host: name ?? '', information }
  return { protocol, address: '', port: undefined, host: '', information }
}

/** @param address default `*` @param host default any */
export const httpBinding = (port: number, { address = '*', host = '' }: { address?: string; host?: string } = {}) =>
  bindingFrom('http', `${address}:${port}:${host}`)

/** Whether two lists hold the same bindings, in whatever order. */
export function sameBindings(one: readonly Binding[], other: readonly Binding[]): boolean {
  const keys = (list: readonly Binding[]) => list.map(key).sort().join('\n')
  return keys(one) === keys(other)
}

const key = ({ protocol, address, port, host, information }: Binding) =>
  (port === undefined ? `${protocol}/${information}` : `${protocol}/${address}:${port}:${host}`).toLowerCase()
