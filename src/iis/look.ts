import type { Log } from '../machine/log.js'
import { appcmdList } from './appcmd-list.js'
import { type Binding, bindingFrom } from './binding.js'
import { checkedName } from './checked-name.js'
import type { Application, Iis, Pool, Site, State, Worker } from './iis.js'
import { childNamed, childrenNamed, type XmlElement, xmlElement } from './xml.js'

/**
 * One look at all sites and pools: two calls of appcmd at the same time, however many there are.
 * @throws AppcmdFailed, AppcmdUnreadable
 */
export async function lookAtIis(log: Log): Promise<Iis> {
  const [sites, pools] = await Promise.all([sitesNow(log), poolsNow(log)])
  return { sites, pools }
}

/** All sites. @throws AppcmdFailed, AppcmdUnreadable */
export const sitesNow = async (log: Log): Promise<readonly Site[]> =>
  sitesFrom(await appcmdList(log, ['site', '/config']))

const poolsNow = async (log: Log): Promise<readonly Pool[]> => poolsFrom(await appcmdList(log, ['apppool', '/config']))

/** A pool's state; undefined where there is no such pool. @throws AppcmdFailed, AppcmdUnreadable */
export async function poolStateNow(log: Log, name: string): Promise<State | undefined> {
  const [found] = await appcmdList(log, ['apppool', checkedName(name)], ['none', 'not-found'])
  return found && stateOf(found)
}

/** The worker processes of all pools. @throws AppcmdFailed, AppcmdUnreadable */
export const workersNow = async (log: Log): Promise<readonly Worker[]> => workersFrom(await appcmdList(log, ['wp']))

/** `<SITE>` elements of `list site /config /xml`. */
export const sitesFrom = (listed: readonly XmlElement[]): Site[] =>
  listed.filter(({ name }) => name === 'SITE').map(siteOf)

const siteOf = onceFor((outer: XmlElement): Site => {
  const element = childNamed(outer, 'site') ?? xmlElement('site')
  const bindings = childNamed(element, 'bindings')
  return {
    name: attribute(outer, 'SITE.NAME'),
    id: Number(attribute(outer, 'SITE.ID')),
    state: stateOf(outer),
    autoStart: isTrue(element, 'serverAutoStart', true),
    bindings: (bindings ? childrenNamed(bindings, 'binding') : []).map(bindingOf),
    applications: childrenNamed(element, 'application').map((application) => applicationFrom(application, element)),
    element,
  }
})

function bindingOf(element: XmlElement): Binding {
  const binding = bindingFrom(attribute(element, 'protocol'), attribute(element, 'bindingInformation'))
  const sslFlags = Number(element.attributes['sslFlags'] ?? 0)
  return sslFlags > 0 ? { ...binding, sslFlags } : binding
}

function applicationFrom(element: XmlElement, site: XmlElement): Application {
  const defaults = childNamed(site, 'applicationDefaults')
  return {
    path: attribute(element, 'path'),
    pool: attribute(element, 'applicationPool') || (defaults?.attributes['applicationPool'] ?? 'DefaultAppPool'),
    folders: childrenNamed(element, 'virtualDirectory').map((folder) => ({
      path: attribute(folder, 'path'),
      physicalPath: attribute(folder, 'physicalPath'),
    })),
    preloadEnabled: isTrue(element, 'preloadEnabled', false),
  }
}

/** `<APPPOOL>` elements of `list apppool /config /xml`. */
export const poolsFrom = (listed: readonly XmlElement[]): Pool[] =>
  listed.filter(({ name }) => name === 'APPPOOL').map(poolOf)

const poolOf = onceFor((outer: XmlElement): Pool => {
  const element = childNamed(outer, 'add') ?? xmlElement('add')
  const autoStart = isTrue(element, 'autoStart', true)
  return { name: attribute(outer, 'APPPOOL.NAME'), state: stateOf(outer), autoStart, element }
})

/** `<WP>` elements of `list wp /xml`. */
export const workersFrom = (listed: readonly XmlElement[]): Worker[] =>
  listed
    .filter(({ name }) => name === 'WP')
    .map((outer) => ({ pid: Number(attribute(outer, 'WP.NAME')), pool: attribute(outer, 'APPPOOL.NAME') }))

const states: readonly State[] = ['Started', 'Stopped', 'Starting', 'Stopping']

/** The `state` of a listed site or pool; blank is unknown. */
export const stateOf = (listed: XmlElement): State =>
  states.find((state) => state === listed.attributes['state']) ?? 'Unknown'

/** Of an element that a look has shown before, nothing is made anew. */
function onceFor<T>(make: (outer: XmlElement) => T): (outer: XmlElement) => T {
  const made = new WeakMap<XmlElement, T>()
  return (outer) => {
    const known = made.get(outer) ?? make(outer)
    made.set(outer, known)
    return known
  }
}

const attribute = (element: XmlElement, name: string): string => element.attributes[name] ?? ''

const isTrue = (element: XmlElement, name: string, byDefault: boolean): boolean =>
  (element.attributes[name] ?? String(byDefault)).toLowerCase() === 'true'
