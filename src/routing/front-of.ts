import type { FrontDoor } from '../slots/marker.js'

/**
 * The front door as this machine reaches it: the router's own address, with the public name as Host.
 * The public name itself may lead to a load balancer.
 * @param address `127.0.0.1:8080`; undefined: the URL's port on 127.0.0.1
 */
export function frontOf(url: URL, address: string | undefined): FrontDoor {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return { url: `${url.protocol}//${address ?? `127.0.0.1:${port}`}${url.pathname}${url.search}`, host: url.host }
}
