import { portsOfBindings } from '../iis/iis.js'
import { excludedPorts } from '../machine/excluded-ports.js'
import { forbiddenPorts } from '../machine/forbidden-ports.js'
import { listeningPorts } from '../machine/listeners.js'
import type { Log } from '../machine/log.js'
import type { Ports } from '../octopus/parameter-types.js'
import type { Application } from './application.js'
import type { TakenPorts } from './choose-port.js'
import { portsOfOthers } from './ports-of-others.js'
import type { Situation } from './situation.js'

/**
 * First what is never free, then what is taken now: the first reason counts.
 * @param wanted further ports to ask about, which need not be among `ports`
 * @param slot for which a port is looked for: what its own site has is not taken
 */
export async function takenPorts(
  log: Log,
  app: Application,
  { iis, slots, live }: Pick<Situation, 'iis' | 'slots' | 'live'>,
  ports: Ports,
  wanted: readonly number[] = [],
  slot?: string,
): Promise<TakenPorts> {
  const [listening, excluded, others] = await Promise.all([
    listeningPorts(log),
    excludedPorts(log),
    portsOfOthers(app, log),
  ])
  const bound = portsOfBindings(iis)
  // What else the live slot is bound to stays its own.
  const own = new Set(slots.filter(({ slot }) => slot !== live.slot).map(({ slot }) => slot))
  const started = new Set(iis.sites.filter(({ state }) => state !== 'Stopped').map(({ name }) => name))
  const taken = new Map<number, string>()
  const among =
    ports.kind === 'pair' ? ports.pair : Array.from({ length: ports.to - ports.from + 1 }, (_, i) => ports.from + i)
  for (const port of [...among, ...wanted]) {
    const range = excluded.find(({ from, to }) => port >= from && port <= to)
    const sites = bound.get(port) ?? []
    const strangers = sites.filter((site) => !own.has(site))
    const otherSlots = sites.filter((site) => site !== slot)
    // In a range each slot keeps its port; of a pair an idle slot gives its port up.
    if (forbiddenPorts.has(port)) taken.set(port, 'is one that HTTP clients refuse')
    else if (range) taken.set(port, `is ${range.why}`)
    else if (strangers.length > 0) taken.set(port, `belongs to the site ${strangers.join(', ')}`)
    else if (others.has(port)) taken.set(port, `belongs to the application in the folder ${others.get(port)}`)
    else if (ports.kind === 'range' && otherSlots.length > 0)
      taken.set(port, `belongs to the slot ${otherSlots.join(', ')}`)
    else if (listening.has(port) && !sites.some((site) => started.has(site)))
      taken.set(port, 'has a listener that is no site of IIS')
  }
  return taken
}
