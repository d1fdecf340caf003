import { type Iis, rootFolder, type Site, type Sites } from '../iis/iis.js'
import { lookAtIis, sitesNow } from '../iis/look.js'
import { hasProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import type { Router } from '../routing/router.js'
import { routerOf } from '../routing/router-of.js'
import type { Application } from './application.js'
import type { JournalEvent } from './journal-event.js'
import type { Slot } from './listed-sites.js'
import { type LiveSlot, liveSlot } from './live-slot.js'
import type { Marker } from './marker.js'
import { previousSlot } from './previous-slot.js'
import { slotsOf } from './slots-of.js'

/** A site as the slots see it. */
export type SlotSite = {
  readonly name: string
  readonly physicalPath: string
  readonly ports: readonly number[]
  /** False only where IIS says "stopped": while WAS has not caught up it says nothing, or "unknown". */
  readonly started: boolean
  readonly site: Site
}

/** How an application stands on this machine, read in a constant number of calls. */
export type Situation = {
  readonly iis: Sites
  readonly slots: readonly Slot<SlotSite>[]
  readonly router: Router
  readonly routerPort: number | undefined
  readonly live: LiveSlot
  /** The slot that was live before, where it still exists. */
  readonly previous: string | undefined
}

/** With all application pools, for the steps that make or delete some. */
export type SituationWithPools = Situation & { readonly iis: Iis }

type Opened = {
  readonly app: Application
  readonly marker: Marker
  readonly events: readonly JournalEvent[]
  readonly mayChange?: boolean
}

const portsOf = (site: Site): number[] => site.bindings.flatMap(({ port }) => (port === undefined ? [] : [port]))

/** A machine without IIS can have a router all the same: NGINX in front of services that are no web sites. */
const hasIis = ({ slots }: Marker): boolean => Object.keys(slots).length > 0 || hasProgram('appcmd')

/** All sites of IIS as the slots see them. */
export const slotSites = ({ sites }: Sites): SlotSite[] =>
  sites.map((site) => ({
    name: site.name,
    physicalPath: rootFolder(site) ?? '',
    ports: portsOf(site),
    started: site.state !== 'Stopped',
    site,
  }))

/** Looks at the sites of IIS and at the router once, and says where they disagree with what is written down. */
export const lookAround = (log: Log, opened: Opened): Promise<Situation> =>
  around(log, opened, async () => ({ sites: hasIis(opened.marker) ? await sitesNow(log) : [] }))

/** The same, and at the application pools. */
export const lookAroundWithPools = (log: Log, opened: Opened): Promise<SituationWithPools> =>
  around(log, opened, async () => (hasIis(opened.marker) ? lookAtIis(log) : { sites: [], pools: [] }))

async function around<I extends Sites>(
  log: Log,
  { app, marker, events, mayChange = false }: Opened,
  look: () => Promise<I>,
): Promise<Situation & { readonly iis: I }> {
  const router = routerOf(log, app, marker)
  await router.settle?.(mayChange)
  const [iis, routerPort] = await Promise.all([look(), router.livePort()])
  const { slots, strangers } = await slotsOf(app, marker, slotSites(iis))
  for (const { site, why } of strangers)
    log.warning(`The site ${site.name} is left alone although the marker lists it: ${why}.`)
  const live = liveSlot(
    marker,
    routerPort,
    slots.map(({ site }) => site),
    events,
  )
  for (const disagreement of live.disagreements) log.warning(disagreement)
  const previous = live.slot === undefined ? undefined : previousSlot(events, live.slot)
  return {
    iis,
    slots,
    router,
    routerPort,
    live,
    previous: slots.some(({ slot }) => slot === previous) ? previous : undefined,
  }
}
