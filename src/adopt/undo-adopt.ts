import { bindingsText } from '../iis/bindings-text.js'
import { type Iis, siteNamed } from '../iis/iis.js'
import { lookAtIis } from '../iis/look.js'
import type { Log } from '../machine/log.js'
import type { Application } from '../slots/application.js'
import type { Adopted, SlotRecord } from '../slots/marker.js'
import { lookAround } from '../slots/situation.js'
import type { OpenApplication } from '../slots/with-application.js'
import { AdoptRefused } from './adopt-refused.js'
import type { Gap } from './gap.js'
import { frontName, frontSite, type GiveBackWish, giveBack, gotLater, heldByOthers, wayBack } from './give-back.js'
import { adoptedBindings } from './plan-adopt.js'
import { gapTold } from './watch-front-door.js'

/**
 * The way back: the site that was taken in gets its bindings again, the front site goes.
 * Once a later release is live the site is no longer what users get: then nothing is touched.
 * @throws AdoptRefused, StepFailed
 */
export async function undoAdopt(
  log: Log,
  opened: OpenApplication,
  name: string,
  wish: GiveBackWish,
  whatIf: boolean,
): Promise<{ readonly says: string; readonly gap?: Gap }> {
  const { app, marker } = opened
  const { adopted } = marker
  if (!adopted) return { says: `No site is taken in (BG.Adopt "${name}"): there is nothing to give back.` }
  if (adopted.site.toLowerCase() !== name.toLowerCase())
    throw new AdoptRefused(
      `The site that was taken in is "${adopted.site}", not "${name}"`,
      `Run this step with BG.Adopt "${adopted.site}".`,
    )
  const iis = await lookAtIis(log)
  const edits = wayBack(iis, app, adopted)
  // A killed run has moved them back already: then no slot is live behind the front site.
  if (marker.router && edits.length > 0) {
    const { live } = await lookAround(log, opened)
    if (live.slot !== adopted.site) throw refused(adopted, live.slot, marker.slots[adopted.site])
  }
  refuseOthers(iis, app, adopted)
  const later = gotLater(iis, app, adopted)
  if (later.length > 0)
    log.warning(`The front site has got ${bindingsText(later)} since it was made: ${adopted.site} gets that as well.`)
  if (whatIf) {
    if (edits.length > 0) log.info(`What if: the bindings of ${frontName(app)} would move to ${adopted.site}.`)
    if (frontSite(iis, app)) log.info(`What if: the site and the application pool ${frontName(app)} would be deleted.`)
    return { says: `The site ${adopted.site} would have its bindings again.` }
  }
  const gap = await giveBack(log, opened, adopted, wish)
  const measured = gap ? gapTold(gap) : 'they were there already'
  log.highlight(`${adopted.site} has its bindings again; ${measured}.`)
  return {
    says: `The site ${adopted.site} has its bindings again, and the front site is gone.`,
    ...(gap ? { gap } : {}),
  }
}

/** With a binding of another site IIS would stop the site, when it gets it or when it starts. */
function refuseOthers(iis: Iis, app: Application, adopted: Adopted): void {
  const missing = wayBack(iis, app, adopted).flatMap(({ add = [] }) => add)
  const isStopped = siteNamed(iis, adopted.site)?.state === 'Stopped'
  const held = heldByOthers(iis, app, adopted, isStopped ? [...adoptedBindings(adopted), ...missing] : missing)
  if (held.length === 0) return
  const told = new Set(held.map(({ binding, by }) => `${bindingsText([binding])} belongs to the site "${by.name}" now`))
  throw new AdoptRefused(
    `The site "${adopted.site}" cannot have all its bindings again: ${[...told].join(', ')}`,
    `Take that away from there first; or, where it is to stay there, take it out of "adopted" in ${app.files.marker}. Then run this step again.`,
  )
}

function refused({ site, port }: Adopted, live: string | undefined, record: SlotRecord | undefined): AdoptRefused {
  const what = `${live ?? 'No slot'} is live, not the site "${site}" that was taken in`
  if (!record) return new AdoptRefused(`${what}, and which is deleted`, 'There is no way back to it.')
  if (record.port !== port)
    return new AdoptRefused(
      `${what}; its port ${port} has been given to a later slot`,
      `There is no way back in one step: move the bindings by hand (IIS Manager), and start the site "${site}".`,
    )
  return new AdoptRefused(
    what,
    `Start the site "${site}" and its application pool, make it live by "Switch ARR" with BG.Port ${port}, BG.Slot "${site}" and no BG.ReleaseHeader, then run this step again.`,
  )
}
