import type { TakenPorts } from './choose-port.js'
import type { SlotSite } from './situation.js'

/**
 * Whether a slot that is not live stays on a port that it has: its site runs there, so Windows has given it the port, or nobody else
 * has it.
 */
export function keepsPort(
  port: number,
  site: Pick<SlotSite, 'ports' | 'site'> | undefined,
  routerPort: number | undefined,
  taken: TakenPorts,
): boolean {
  const runsThere = site?.site.state === 'Started' && site.ports.includes(port)
  return port !== routerPort && (runsThere || !taken.has(port))
}
