/** One `protocol/IP:port:host`. `address` is `*` or an IP address, `host` may be empty. */
export type Binding = { protocol: string; information: string; address: string; port: number; host: string }

/** Undefined when `information` is not `IP:port:host`. */
export function parseBinding(protocol: string, information: string): Binding | undefined {
  const [, address, port, host] = /^(\*|\[[^\]]+\]|[^:[\]]*):(\d{1,5}):([^:]*)$/.exec(information) ?? []
  if (address === undefined || port === undefined || host === undefined || Number(port) > 65535) return undefined
  return { protocol, information, address: address || '*', port: Number(port), host: host.toLowerCase() }
}

/** Two bindings that cannot be served by two started sites at once. */
export const isSameBinding = (one: Binding, other: Binding): boolean =>
  one.address === other.address && one.port === other.port && one.host === other.host

/** The loopback address stands for "all addresses": a simulated machine does not open ports to the network. */
export const listenAddress = ({ address }: Binding): string =>
  address === '*' ? '127.0.0.1' : address.replace(/^\[|\]$/g, '')
