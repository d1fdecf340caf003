import type { Ports } from '../octopus/parameter-types.js'
import { NoPort } from './no-port.js'

/** Why a port cannot be had: by port, in words. */
export type TakenPorts = ReadonlyMap<number, string>

/**
 * The port for a slot that is not live.
 * A pair: the one that the router does not point to, the first where it points nowhere. A range: the first free one.
 * @param reserved the port that an earlier run has set aside for this slot
 * @param taken ports that belong to anything but this application's own idle slots
 * @throws NoPort, which names who has it
 */
export function choosePort(ports: Ports, routerPort: number | undefined, taken: TakenPorts, reserved?: number): number {
  if (ports.kind === 'pair') {
    const idle = ports.pair.filter((port) => port !== routerPort)
    const free = idle.find((port) => !taken.has(port))
    if (free === undefined)
      throw new NoPort(
        idle.map((port) => `port ${port} ${taken.get(port)}`).join(', '),
        'Free the port, or give the application another pair (BG.Ports).',
      )
    return free
  }
  const isFree = (port: number) => port !== routerPort && !taken.has(port)
  if (reserved !== undefined && reserved >= ports.from && reserved <= ports.to && isFree(reserved)) return reserved
  for (let port = ports.from; port <= ports.to; port++) if (isFree(port)) return port
  const reasons = [...taken].filter(([port]) => port >= ports.from && port <= ports.to)
  throw new NoPort(
    `none of the ports ${ports.from}-${ports.to} is free (${reasons.length} are taken, for example ${reasons
      .slice(0, 3)
      .map(([port, why]) => `${port} ${why}`)
      .join(', ')})`,
    'Delete slots that nobody needs, or give a larger range (BG.Ports).',
  )
}
