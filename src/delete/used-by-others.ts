import { type Iis, siteNamed } from '../iis/iis.js'

/**
 * Why a slot's site and pool are not to be deleted although the marker lists them: somebody has given them another use.
 * @param isSlot whether the site of that name serves the slot's own folder
 */
export function usedByOthers(iis: Iis, name: string, isSlot: boolean): string | undefined {
  if (!isSlot && siteNamed(iis, name)) return `the site ${name} serves another folder`
  const same = (other: string) => other.toLowerCase() === name.toLowerCase()
  const users = iis.sites.filter((site) => !same(site.name) && site.applications.some(({ pool }) => same(pool)))
  return users.length > 0
    ? `its application pool serves the site ${users.map((site) => site.name).join(', ')} as well`
    : undefined
}
