import { BadParameters } from '../octopus/bad-parameters.js'
import type { Ports } from '../octopus/parameter-types.js'
import type { Router } from './marker.js'

/** NGINX with a flag file and a web farm know two fixed ports. @throws BadParameters when these are others, or a range */
export function routerTakesPorts(router: Router | undefined, ports: Ports): void {
  if (!router || !('ports' in router)) return
  if (ports.kind === 'pair' && ports.pair.every((port) => router.ports.includes(port))) return
  throw new BadParameters([
    `Ports of the slots (BG.Ports): the router knows the ports ${router.ports.join(' and ')} only. Example of a good value: ${router.ports.join(',')}`,
  ])
}
