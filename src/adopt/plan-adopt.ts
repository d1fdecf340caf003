import { type Binding, bindingFrom, sameBindings } from '../iis/binding.js'
import { bindingsText } from '../iis/bindings-text.js'
import {
  type Iis,
  poolNamed,
  rootApplication,
  rootFolder,
  type Site,
  type Sites,
  type State,
  siteNamed,
} from '../iis/iis.js'
import { otherUsers } from '../iis/other-users.js'
import { isInside, isSamePath } from '../machine/paths.js'
import type { Ports } from '../octopus/parameter-types.js'
import type { Application } from '../slots/application.js'
import { recordedBindings, recordsOf } from '../slots/binding-records.js'
import { choosePort, type TakenPorts } from '../slots/choose-port.js'
import type { Adopted, FrontDoor, Marker } from '../slots/marker.js'
import { AdoptRefused } from './adopt-refused.js'

export type AdoptPlan = {
  readonly adopted: Omit<Adopted, 'status'>
  readonly site: Site
  readonly pool: string
  readonly folder: string
  /** The site's own ones, which go to the front site. */
  readonly bindings: readonly Binding[]
  /** A run that was killed has moved them already. */
  readonly isMoved: boolean
  readonly warnings: readonly string[]
}

export type AdoptWish = {
  readonly site: string
  /** Name of the front site. */
  readonly front: string
  /** What BG.FrontBindings says; undefined: nothing. */
  readonly bindings: readonly Binding[] | undefined
  readonly frontDoor: FrontDoor
  readonly ports: Ports
}

/** The slot's own binding. */
export const slotBinding = (port: number): Binding => bindingFrom('http', `127.0.0.1:${port}:`)

export const adoptedBindings = ({ bindings }: Adopted): Binding[] => recordedBindings(bindings)

/**
 * How a site is taken in, or how a killed run that had begun is finished.
 * @param taken ports of `wish.ports` that cannot be had
 * @throws AdoptRefused
 */
export function planAdopt(
  app: Application,
  marker: Marker,
  iis: Iis,
  taken: TakenPorts,
  { site: name, front, bindings: wished, frontDoor, ports }: AdoptWish,
): AdoptPlan {
  const before = marker.adopted
  if (before && !isSame(before.site, name))
    throw new AdoptRefused(
      `This application is taking in the site "${before.site}" already, not "${name}"`,
      `Run this step with BG.Adopt "${before.site}": to finish that or, with BG.AdoptUndo, to take it back.`,
    )
  if (marker.router)
    throw new AdoptRefused(
      `This application has a router already; the site "${name}" cannot be taken in any more`,
      'Leave BG.Adopt empty. To move its bindings to the front site see docs/getting-started.md.',
    )
  const site = siteNamed(iis, name)
  if (!site)
    throw new AdoptRefused(
      `There is no site "${name}" on this machine; there are ${iis.sites.map((each) => each.name).join(', ') || 'none'}`,
      'Correct BG.Adopt.',
    )
  const folder = rootFolder(site)
  if (!folder) throw new AdoptRefused(`The site "${site.name}" has no folder`, 'Correct BG.Adopt.')
  if (isInside(app.root, folder))
    throw new AdoptRefused(
      `The site "${site.name}" serves ${folder}: it belongs to an application that is deployed blue-green`,
      'BG.Adopt takes a site that was there before.',
    )
  // A run that was killed while it gave the bindings back may have left it stopped. What IIS does not know yet is not stopped; that the site serves is seen at its front door.
  if (isDown(site.state) && !before)
    throw new AdoptRefused(`The site "${site.name}" is ${site.state}, not started`, 'Start it first.')

  const frontSite = siteNamed(iis, front)
  const frontIsOurs = frontSite !== undefined && isSamePath(app.files.front, rootFolder(frontSite) ?? '')
  const isMoved = before !== undefined && frontIsOurs && hasAll(frontSite, adoptedBindings(before))
  const own = before ? [slotBinding(before.port)] : []
  // With those that the front site has got since.
  const bindings = isMoved ? frontSite.bindings : site.bindings.filter((each) => !sameBindings([each], own))
  if (!isMoved) refuseBindings(site, bindings, iis, { wished, frontDoor })
  const pool = ownPool(iis, site)

  const isBound = before !== undefined && (isMoved || hasAll(site, [slotBinding(before.port)]))
  if (isBound) refuseSharedPort(iis, site, before.port)
  const waits = frontIsOurs && before !== undefined && hasAll(frontSite, [slotBinding(before.waitingPort)])
  // Ports that are not bound yet may have been given away since the run that chose them.
  const kept = isBound || !taken.has(before?.port ?? 0) ? before?.port : undefined
  const keptWaiting = isMoved || waits || !taken.has(before?.waitingPort ?? 0) ? before?.waitingPort : undefined
  const port = kept ?? choosePort(ports, keptWaiting, taken)
  const waitingPort = keptWaiting ?? choosePort(ports, port, taken)
  return {
    adopted: {
      site: site.name,
      bindings: recordsOf(bindings),
      port,
      waitingPort,
    },
    site,
    pool,
    folder,
    bindings,
    isMoved,
    warnings: warningsOf(site),
  }
}

const isDown = (state: State) => state === 'Stopped' || state === 'Stopping'

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

const hasAll = (site: Site, bindings: readonly Binding[]) =>
  bindings.every((binding) => site.bindings.some((its) => sameBindings([its], [binding])))

/** Another site with a binding of this port, a stopped one included: IIS would stop one of the two. */
export const otherOnPort = (iis: Sites, site: string, port: number): Site | undefined =>
  iis.sites.find((each) => !isSame(each.name, site) && each.bindings.some((its) => its.port === port))

function refuseSharedPort(iis: Iis, { name }: Site, port: number): void {
  const other = otherOnPort(iis, name, port)
  if (!other) return
  throw new AdoptRefused(
    `The port ${port} of the site "${name}" belongs to the site "${other.name}" as well`,
    `Give "${other.name}" another port first; or run this step with BG.AdoptUndo, and then again.`,
  )
}

/** Whether a front door may lead to a binding, for all that the binding says. */
function fits({ protocol, address, port, host }: Binding, { url, host: named }: FrontDoor): boolean {
  const door = new URL(url)
  const called = (named ?? door.host).replace(/:\d+$/, '')
  const itsPort = Number(door.port || (door.protocol === 'https:' ? 443 : 80))
  const hostFits = host === '' || isSame(host, called) || (host.startsWith('*.') && called.endsWith(host.slice(1)))
  const addressFits = isAnyAddress(address) || hostnameOf(address) === door.hostname
  return `${protocol}:` === door.protocol && port === itsPort && hostFits && addressFits
}

const isAnyAddress = (address: string) => ['*', '0.0.0.0', '[::]'].includes(address)

/** An address has several spellings with IPv6. */
const hostnameOf = (address: string) =>
  URL.canParse(`http://${address}`) ? new URL(`http://${address}`).hostname : address

/**
 * Whether of two bindings that fit the first one gets the request for certain: its address and its host name say no less than the
 * other's, and one of them more.
 */
function saysMore(one: Binding, other: Binding): boolean {
  const address = Number(isAnyAddress(other.address)) - Number(isAnyAddress(one.address))
  const host = hostRank(one) - hostRank(other)
  return address >= 0 && host >= 0 && address + host > 0
}

/** A name before a wildcard, a long wildcard before a short one, nothing last. */
const hostRank = ({ host }: Binding) => (host === '' || host.startsWith('*.') ? host.length : 1_000)

function refuseBindings(
  site: Site,
  bindings: readonly Binding[],
  iis: Iis,
  { wished, frontDoor }: Pick<AdoptWish, 'frontDoor'> & { wished: readonly Binding[] | undefined },
): void {
  const strange = bindings.filter(({ protocol }) => protocol !== 'http' && protocol !== 'https')
  if (strange.length > 0)
    throw new AdoptRefused(
      `The site "${site.name}" has bindings that a front site cannot have: ${strange.map(({ protocol, information }) => `${protocol}/${information}`).join(', ')}`,
      'Only http and https bindings can be moved. Give the others to a site of their own first.',
    )
  if (bindings.length === 0)
    throw new AdoptRefused(`The site "${site.name}" has no bindings`, 'Give it those that users call.')
  if (wished && !sameBindings(wished, bindings))
    throw new AdoptRefused(
      `BG.FrontBindings is not what the site "${site.name}" has (${bindingsText(bindings)})`,
      'Leave it empty: the front site gets the bindings of that site as they are.',
    )
  const fitting = bindings.filter((binding) => fits(binding, frontDoor))
  if (fitting.length === 0)
    throw new AdoptRefused(
      `None of the bindings of the site "${site.name}" (${bindingsText(bindings)}) is where the front door ${frontDoor.url} (${frontDoor.host ?? 'no host name'}) leads to`,
      'Correct BG.FrontDoor or BG.FrontDoorAddress.',
    )
  refuseOthersDoor(site, fitting, iis, frontDoor)
  for (const binding of bindings) {
    const other = iis.sites.find(
      (each) => each.name !== site.name && each.bindings.some((its) => sameBindings([its], [binding])),
    )
    if (other)
      throw new AdoptRefused(
        `The site "${other.name}" has the binding ${bindingsText([binding])} of the site "${site.name}" as well`,
        'Take it away from one of the two first.',
      )
  }
}

/** A stopped site gets no requests. */
function refuseOthersDoor(site: Site, fitting: readonly Binding[], iis: Iis, frontDoor: FrontDoor): void {
  for (const other of iis.sites.filter(({ name, state }) => name !== site.name && state !== 'Stopped')) {
    const theirs = other.bindings.find(
      (binding) => fits(binding, frontDoor) && fitting.every((own) => saysMore(binding, own)),
    )
    if (theirs)
      throw new AdoptRefused(
        `The front door ${frontDoor.url} (${frontDoor.host ?? 'no host name'}) leads to the site "${other.name}" (${bindingsText([theirs])}), not to "${site.name}"`,
        'Correct BG.Adopt, BG.FrontDoor or BG.FrontDoorAddress.',
      )
  }
}

/** The pool of the root application, where it serves nobody else: it is stopped with the slot. */
function ownPool(iis: Iis, site: Site): string {
  const name = rootApplication(site)?.pool ?? ''
  const pool = poolNamed(iis, name)
  if (!pool || isDown(pool.state))
    throw new AdoptRefused(
      `The application pool "${name}" of the site "${site.name}" is ${pool ? `${pool.state}, not started` : 'not there'}`,
      'Start it first.',
    )
  const others = otherUsers(iis, name, site.name)
  if (others.length > 0)
    throw new AdoptRefused(
      `The application pool "${pool.name}" of the site "${site.name}" serves ${others.map((each) => `"${each}"`).join(', ')} as well`,
      'A slot is stopped with its pool. Give the site an application pool of its own first.',
    )
  return pool.name
}

function warningsOf(site: Site): string[] {
  const further = site.applications.flatMap(({ path, folders }) =>
    path === '/' ? folders.map((each) => each.path).filter((each) => each !== '/') : [path],
  )
  return [
    ...(further.length > 0
      ? [`${site.name} has ${further.join(', ')} below its root. Slots that are deployed later do not get them.`]
      : []),
    ...(site.autoStart ? [] : [`${site.name} is not started after a reboot (serverAutoStart=false).`]),
  ]
}
