import { poolNamed, siteNamed } from '../iis/iis.js'
import type { Ports } from '../octopus/parameter-types.js'
import { choosePort, type TakenPorts } from '../slots/choose-port.js'
import { keepsPort } from '../slots/keeps-port.js'
import type { Marker } from '../slots/marker.js'
import { nameSlot } from '../slots/name-slot.js'
import type { SituationWithPools } from '../slots/situation.js'
import { DeployRefused } from './deploy-refused.js'

export type DeployPlan = {
  readonly slot: string
  readonly port: number
  /**
   * `nothing`: this very content is live and runs. `new`: files, pool and site are made, or what a killed run has left of that is finished.
   * `again`: the slot was kept, or is live and somebody has stopped it; it is bound to the port and started.
   */
  readonly kind: 'nothing' | 'new' | 'again'
  /** Own slots that are bound to the port and give it up: stopped, and kept from coming back after a reboot. */
  readonly evicted: readonly string[]
}

/**
 * What a deployment will do. The live slot is never changed: other content under the live release gets a slot of its own.
 * @param wanted.port what Calculate Port chose; another one is taken where that turns out to be the live slot's or somebody else's
 * @throws DeployRefused when a site or pool of the slot's name is somebody else's
 * @throws NoPort
 */
export function planDeploy(
  marker: Marker,
  { iis, slots, live, routerPort }: Pick<SituationWithPools, 'iis' | 'slots' | 'live' | 'routerPort'>,
  wanted: { release: string; fingerprint: string; port: number; ports: Ports; taken: TakenPorts },
): DeployPlan {
  const { slot, exists } = nameSlot(marker, wanted)
  const record = marker.slots[slot]
  const site = slots.find(({ slot: name }) => name === slot)
  if (!site && siteNamed(iis, slot)) throw new DeployRefused('site', slot)
  if (!exists && poolNamed(iis, slot)) throw new DeployRefused('application pool', slot)

  if (slot === live.slot && routerPort !== undefined) {
    const runs = site?.site.started && poolNamed(iis, slot)?.state !== 'Stopped'
    return { slot, port: routerPort, kind: runs ? 'nothing' : 'again', evicted: [] }
  }
  // A run that was killed may have bound the site and not have written that down.
  const own = record?.port ?? (record?.state === 'deploying' ? site?.site.ports[0] : undefined)
  const keeps = own !== undefined && keepsPort(own, site?.site, routerPort, wanted.taken)
  const given = wanted.port !== routerPort && !wanted.taken.has(wanted.port)
  const port = keeps ? own : given ? wanted.port : choosePort(wanted.ports, routerPort, wanted.taken)
  return {
    slot,
    port,
    kind: exists && record?.state !== 'deploying' && site ? 'again' : 'new',
    evicted: slots
      .filter(({ slot: name, site: { ports } }) => name !== slot && ports.includes(port))
      .map(({ slot: name }) => name),
  }
}
