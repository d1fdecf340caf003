import { type Binding, sameBindings } from './binding.js'
import { bindingsText } from './bindings-text.js'
import type { Change } from './change.js'
import { checkedName } from './checked-name.js'
import { isSameName, rootApplication, rootFolder, type Site, siteNamed } from './iis.js'
import { type NewSite, newSite, type SiteSettings } from './new-site.js'

/** @returns the change, and what the model has and the new site does not get */
export function addSite(settings: SiteSettings, model?: Site): Change & Pick<NewSite, 'leftOut'> {
  const { xml, leftOut } = newSite(settings, model)
  return {
    says: `Add site "${checkedName(settings.name)}" at ${bindingsText(settings.bindings)}${model ? ` with the settings of "${model.name}"` : ''}`,
    args: ['add', 'site', '/in'],
    input: xml,
    pools: [settings.pool],
    leftOut,
    isDone: (iis) => {
      const site = siteNamed(iis, settings.name)
      return (
        site !== undefined &&
        sameBindings(site.bindings, settings.bindings) &&
        rootFolder(site) === settings.physicalPath &&
        isSameName(rootApplication(site)?.pool ?? '', settings.pool) &&
        (settings.applications ?? []).every(({ path }) => site.applications.some((each) => each.path === path))
      )
    },
  }
}

/** Replaces all bindings of a site, and says whether IIS starts it after a reboot, in one call. Flags of https bindings are not kept. */
export const bindSite = (site: Site, bindings: readonly Binding[], autoStart: boolean): Change => ({
  says: `Bind site "${site.name}" to ${bindingsText(bindings)}${autoStart === site.autoStart ? '' : `, ${restart(autoStart)}`}`,
  args: ['set', 'site', checkedName(site.name), `/bindings:${bindingsText(bindings)}`, `/serverAutoStart:${autoStart}`],
  pools: poolsOf(site),
  isDone: (iis) => {
    const now = siteNamed(iis, site.name)
    return now !== undefined && now.autoStart === autoStart && sameBindings(now.bindings, bindings)
  },
})

export const setSiteAutoStart = (site: Site, autoStart: boolean): Change => ({
  says: `Let site "${site.name}" ${restart(autoStart)}`,
  args: ['set', 'site', checkedName(site.name), `/serverAutoStart:${autoStart}`],
  pools: poolsOf(site),
  isDone: (iis) => siteNamed(iis, site.name)?.autoStart === autoStart,
})

export const deleteSite = (site: Site): Change => ({
  says: `Delete site "${site.name}"`,
  args: ['delete', 'site', checkedName(site.name)],
  pools: poolsOf(site),
  isDone: (iis) => siteNamed(iis, site.name) === undefined,
})

const restart = (autoStart: boolean) => (autoStart ? 'start after a reboot' : 'no longer start after a reboot')

const poolsOf = (site: Site) => [...new Set(site.applications.map(({ pool }) => pool))]
