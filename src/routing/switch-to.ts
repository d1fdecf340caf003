import { asLongAs } from '../machine/as-long-as.js'
import type { Octopus, Values } from '../octopus/step.js'
import { whatHappened } from '../octopus/step-failed.js'
import type { JournalEvent } from '../slots/journal-event.js'
import type { Router as RecordedRouter } from '../slots/marker.js'
import { openForStep } from '../slots/open-for-step.js'
import { lookAround } from '../slots/situation.js'
import type { OpenApplication } from '../slots/with-application.js'
import { goBack } from './go-back.js'
import { lastSwitch } from './last-switch.js'
import { answersAtAll, lookAtSlot, SlotGone } from './look-at-slot.js'
import { NotProven } from './not-proven.js'
import { oldWorkersGone } from './old-workers.js'
import { planSwitch, type SwitchPlan } from './plan-switch.js'
import { type Proof, prove } from './prove.js'
import { drainPrevious, isRunning, stopSlot } from './stop-previous.js'
import type { switchInputs, switchOutputs } from './switch-inputs.js'
import { SwitchRefused } from './switch-refused.js'

/** Of the live slot: a release that is gone, and does not come back, is left. One that only starts again has the time for it. */
const goneAfter = { looks: 5, everyMs: 1_000 }

type RouterKind = RecordedRouter['kind']
type SwitchValues = Values<typeof switchInputs>

const told = (place: { port: number | undefined; slot: string | undefined }) =>
  place.slot ? `${place.slot} (port ${place.port})` : place.port === undefined ? 'no slot' : `port ${place.port}`

function proofOf(values: SwitchValues, opened: OpenApplication, port: number): Proof {
  const { router } = opened.marker
  if (!router) throw new Error('A switch without a router')
  return {
    frontDoor: router.frontDoor,
    port: router.portHeader ? port : undefined,
    ...(values['BG.ReleaseHeader']
      ? { release: { header: values['BG.ReleaseHeader'], release: values['BG.Release'] } }
      : {}),
    statuses: values['BG.Statuses'],
    inARow: values['BG.InARow'],
    limitMs: values['BG.ProofLimit'],
  }
}

/**
 * The switch of every router: look, plan, send new requests to the slot, prove it through the front door, drain the previous slot,
 * prove again, stop the previous slot. When a proof fails the previous slot is made live again, and still runs.
 */
export async function switchTo(
  octopus: Octopus<(typeof switchOutputs)[number]>,
  values: SwitchValues,
  { step, kinds }: { step: string; kinds: readonly RouterKind[] },
): Promise<string> {
  const release = values['BG.Release']
  return openForStep(octopus, values, { step, release }, async (opened) => {
    const situation = await lookAround(octopus, opened)
    const { router } = situation
    const task = octopus.variable('Octopus.Task.Id') ?? ''
    const plan = planSwitch(
      opened.marker,
      situation,
      { kinds, port: values['BG.Port'], slot: values['BG.Slot'] },
      switchBegun(opened, task),
    )
    if (values['BG.WhatIf']) return `What if: ${sentence(plan, router.called, values['BG.StopPrevious'])}`

    const proof = proofOf(values, opened, plan.to.port)
    const lookAtNew = () => lookAtSlot(plan.to.port, proof)
    const notProven = (why: string): Promise<never> => {
      if (!provenEarlier(opened, plan, task)) return goBack(octopus, opened, situation, plan, proof, why)
      throw new NotProven({
        happened: `${told(plan.to)} was not proven through ${proof.frontDoor.url}: ${why}.`,
        untouched: 'The router was not touched: an earlier deployment has proven this slot and left it live.',
      })
    }
    if (plan.alreadyLive) {
      octopus.info(sentence(plan, router.called, values['BG.StopPrevious']))
      await answersAtAll(lookAtNew, goneAfter).catch((error: unknown) => {
        if (error instanceof SlotGone) return notProven(error.message)
        throw error
      })
      await router.onlyLive?.()
    } else {
      const { problem: unfit } = await lookAtNew()
      if (unfit) {
        // A switch that was killed may have left it with requests.
        await router.onlyLive?.().catch((error: unknown) => octopus.warning(whatHappened(error)))
        throw new SwitchRefused(unfit)
      }
      octopus.info(sentence(plan, router.called, values['BG.StopPrevious']))
      await opened.journal({ kind: 'switching', ...ends(plan), release, port: plan.to.port })
      await router.makeLive(plan.to.port, { atNew: lookAtNew })
      octopus.set('SwitchedAt', new Date().toISOString())
    }
    const wrong = await prove(proof)
    if (wrong) return notProven(wrong)
    const provenAt = new Date().toISOString()
    if (!switchedEvent(opened, plan))
      await opened.journal({ kind: 'switched', ...ends(plan), release, port: plan.to.port })
    octopus.highlight(
      `${told(plan.to)} is live: ${proof.inARow} answers in a row through ${proof.frontDoor.url}${proof.port === undefined && !proof.release ? ', though nothing in them tells which slot answered' : ''}.`,
    )

    const previous = situation.slots.find(({ slot }) => slot === plan.from.slot)
    octopus.set('LiveSlot', plan.to.slot ?? '')
    octopus.set('LivePort', plan.to.port)
    octopus.set('PreviousSlot', plan.from.slot ?? '')
    octopus.set('PreviousPort', plan.from.port ?? '')
    octopus.set('ProvenAt', provenAt)
    if (plan.alreadyLive) octopus.set('SwitchedAt', '')
    const done = `${told(plan.to)} is live`
    const drainWish = {
      router,
      limitMs: values['BG.DrainLimit'],
      intervalMs: values['BG.DrainInterval'],
      atLimit: values['BG.AtDrainLimit'],
    }
    // Slots that are no web sites of IIS are stopped by somebody else, as soon as this step has succeeded.
    if (!previous && values['BG.StopPrevious'])
      await oldWorkersGone(octopus, router, `what was live before (port ${plan.from.port ?? 'unknown'})`, drainWish)
    if (!previous || !(await isRunning(octopus, previous, situation.iis)))
      return `${done}; ${previous ? `${previous.slot} is stopped already` : 'there is no previous slot'}.`
    if (!values['BG.StopPrevious']) return `${done}; ${previous.slot} keeps running, as BG.StopPrevious says.`

    const serves = (signal: AbortSignal) => answersAtAll(lookAtNew, goneAfter, signal)
    const drained = await asLongAs(serves, goneAfter.everyMs, (signal) =>
      drainPrevious(octopus, previous, { ...drainWish, signal }),
    ).catch((error: unknown) => {
      if (error instanceof SlotGone) return notProven(`${error.message}, while ${previous.slot} was drained`)
      throw error
    })
    const wrongNow = await prove(proof)
    if (wrongNow) return notProven(wrongNow)
    if (!drained) return `${done}; ${previous.slot} keeps running.`
    await opened.journal({ kind: 'drained', slot: previous.slot })
    await stopSlot(octopus, previous, situation.iis)
    await opened.journal({ kind: 'stopped', slot: previous.slot })
    return `${done}; ${previous.slot} is drained and stopped.`
  })
}

function sentence({ to, from, alreadyLive }: SwitchPlan, router: string, stops: boolean): string {
  const then = from.slot ? `; then ${from.slot} is drained${stops ? ' and stopped' : ''}` : ''
  return alreadyLive
    ? `${router} points to ${told(to)} already; that is proven again${then}.`
    : `${router} is pointed to ${told(to)} instead of ${told(from)}, and that is proven${then}.`
}

const ends = ({ from, to }: SwitchPlan) => ({
  ...(from.slot ? { from: from.slot } : from.port === undefined ? {} : { fromPort: from.port }),
  ...(to.slot ? { to: to.slot } : {}),
})

/** The last switch, where it may be the one that is run again: not ended, or made by this task. */
function switchBegun({ events }: OpenApplication, task: string): JournalEvent | undefined {
  const last = lastSwitch(events)
  return last?.kind === 'switching' || (last?.kind === 'switched' && last.task === task) ? last : undefined
}

/** The journal's last word on what is live, where it is this very switch, proven. */
function switchedEvent({ events }: OpenApplication, { to, alreadyLive }: SwitchPlan): JournalEvent | undefined {
  const last = lastSwitch(events)
  return alreadyLive && last?.kind === 'switched' && last.to === to.slot && last.port === to.port ? last : undefined
}

/** By another deployment: then what was live before that one is no place to go back to. */
function provenEarlier(opened: OpenApplication, plan: SwitchPlan, task: string): boolean {
  const event = switchedEvent(opened, plan)
  return event !== undefined && event.task !== task
}
