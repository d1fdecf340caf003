import { type Sites, siteNamed } from '../iis/iis.js'
import { otherUsers } from '../iis/other-users.js'

/**
 * Why a slot's site and pool are not to be deleted although the marker lists them: somebody has given them another use.
 * @param isSlot whether the site of that name serves the slot's own folder
 * @param pool default: it has the slot's name
 */
export function usedByOthers(iis: Sites, name: string, isSlot: boolean, pool = name): string | undefined {
  if (!isSlot && siteNamed(iis, name)) return `the site ${name} serves another folder`
  const others = otherUsers(iis, pool, name)
  return others.length > 0 ? `its application pool serves the site ${others.join(', ')} as well` : undefined
}
