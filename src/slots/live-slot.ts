import type { Site } from '../iis/iis.js'
import type { JournalEvent } from './journal-event.js'
import type { Marker, SlotRecord } from './marker.js'

/** A slot's site as IIS tells of it. */
export type SlotSite = {
  readonly name: string
  readonly ports: readonly number[]
  readonly site: Pick<Site, 'state'>
}

export type LiveSlot = {
  /** Left out when the router names no port yet, or one that no slot has. */
  readonly slot?: string
  readonly record?: SlotRecord
  /** Where router, IIS, marker and journal disagree: one sentence each. */
  readonly disagreements: readonly string[]
}

/**
 * Which slot gets new requests. The router is right, then IIS's bindings, then the marker; the journal is only compared.
 * A slot that has the router's port and is stopped is live too (nobody serves): it must not be taken for an idle one.
 * @param routerPort undefined: the router points nowhere yet
 * @param sites only those that belong to the application
 */
export function liveSlot(
  marker: Marker,
  routerPort: number | undefined,
  sites: readonly SlotSite[],
  journal: readonly JournalEvent[],
): LiveSlot {
  const lastSwitched = journal.findLast(
    ({ kind }) => kind === 'switched' || kind === 'switched-back' || kind === 'reverted' || kind === 'given-back',
  )?.to
  if (routerPort === undefined)
    return {
      disagreements: lastSwitched ? [`The router points nowhere, the journal says ${lastSwitched} is live.`] : [],
    }

  const bound = sites.filter(({ name, ports }) => marker.slots[name] && ports.includes(routerPort))
  const started = bound.filter(({ site }) => site.state === 'Started')
  // A slot that gave its port up stays bound to it: where IIS calls none started (it may tell no states), the marker knows better.
  const candidates = started.length > 0 ? started : bound
  const site =
    candidates.find(({ name }) => marker.slots[name]?.port === routerPort) ??
    candidates.find(({ site }) => site.state !== 'Stopped') ??
    candidates[0]
  const record = site && marker.slots[site.name]
  if (site === undefined || record === undefined) {
    // NGINX always points to one of its two ports, also before the first release.
    const isNew = marker.router?.kind === 'nginx-flag' && lastSwitched === undefined
    return { disagreements: isNew ? [] : [`The router points to port ${routerPort}, which no slot has.`] }
  }

  const disagreements = []
  if (site.site.state === 'Stopped')
    disagreements.push(`The router points to ${site.name}, whose site is stopped: nobody serves.`)
  if (record.port !== routerPort)
    disagreements.push(
      `${site.name} is bound to port ${routerPort}, the marker says ${record.port === null ? 'it has none' : record.port}.`,
    )
  if (lastSwitched && lastSwitched !== site.name)
    disagreements.push(`The router points to ${site.name}, the journal says ${lastSwitched} is live.`)
  return { slot: site.name, record, disagreements }
}
