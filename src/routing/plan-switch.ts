import type { JournalEvent } from '../slots/journal-event.js'
import type { Marker } from '../slots/marker.js'
import type { Situation } from '../slots/situation.js'
import { SwitchRefused } from './switch-refused.js'

export type SwitchPlan = {
  readonly to: { readonly port: number; readonly slot: string | undefined }
  /** Where to go back to: what was live, or what the journal says was live before when `to` is live already. */
  readonly from: { readonly port: number | undefined; readonly slot: string | undefined }
  /** The router points to `to` already: an earlier run was killed, or this is a redeployment. */
  readonly alreadyLive: boolean
}

/**
 * What a switch will do.
 * @param wanted.slot the slot that must have the port; undefined where slots are not web sites of IIS
 * @param begun the switch that the journal says was begun last, where it may not have been ended
 * @throws SwitchRefused
 */
export function planSwitch(
  marker: Marker,
  situation: Pick<Situation, 'slots' | 'routerPort' | 'live' | 'previous'>,
  wanted: { readonly kinds: readonly string[]; readonly port: number; readonly slot: string | undefined },
  begun?: JournalEvent,
): SwitchPlan {
  const { router } = marker
  if (!router || !wanted.kinds.includes(router.kind))
    throw new SwitchRefused(
      `the router of this application is ${router?.kind}, and this step switches ${wanted.kinds.join(' and ')}`,
    )
  if ('ports' in router && !router.ports.includes(wanted.port))
    throw new SwitchRefused(
      `${router.kind === 'nginx-flag' ? 'NGINX' : 'The web farm'} knows the ports ${router.ports.join(' and ')} only, not ${wanted.port}`,
    )

  const isLive = situation.routerPort === wanted.port
  const slot = situation.slots.find(({ slot: name, record }) =>
    isLive && situation.live.slot !== undefined ? name === situation.live.slot : record.port === wanted.port,
  )
  if (wanted.slot !== undefined && slot?.slot !== wanted.slot)
    throw new SwitchRefused(`port ${wanted.port} belongs to ${slot?.slot ?? 'no slot'}, not to ${wanted.slot}`)
  // Where users are sent to it already, refusing would leave them there.
  if (slot && !slot.site.started && !isLive)
    throw new SwitchRefused(`the site of ${slot.slot} is ${slot.site.site.state}, not started`)

  const to = { port: wanted.port, slot: slot?.slot }
  if (!isLive) return { to, from: { port: situation.routerPort, slot: situation.live.slot }, alreadyLive: false }
  const previous = situation.slots.find(({ slot: name }) => name === situation.previous)
  if (previous) return { to, from: { port: previous.record.port ?? undefined, slot: previous.slot }, alreadyLive: true }
  const isThis = begun?.port === to.port && begun.to === to.slot
  return { to, from: { port: isThis ? begun.fromPort : undefined, slot: undefined }, alreadyLive: true }
}
