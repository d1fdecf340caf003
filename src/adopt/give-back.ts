import { setTimeout as pause } from 'node:timers/promises'
import { type Binding, sameBindings } from '../iis/binding.js'
import { bindingsText } from '../iis/bindings-text.js'
import { type CommitOptions, commit } from '../iis/commit.js'
import { drain } from '../iis/drain.js'
import { type BindingEdit, editBindings, stillNeeded } from '../iis/edit-bindings.js'
import { type Iis, isSameName, poolNamed, rootFolder, type Site, siteNamed } from '../iis/iis.js'
import { lookAtIis } from '../iis/look.js'
import { moveBindings } from '../iis/move-bindings.js'
import { deletePool } from '../iis/pool-changes.js'
import { startSite, stopLimits, stopPoolAndWorkers, stopSite } from '../iis/run-state.js'
import { deleteSite } from '../iis/site-changes.js'
import type { Log } from '../machine/log.js'
import { isSamePath, paths } from '../machine/paths.js'
import { removeFile } from '../machine/replace-file.js'
import { StepFailed } from '../octopus/step-failed.js'
import { hashOf } from '../routing/prepare-arr.js'
import { aboutToMake, wasMade } from '../routing/was-made.js'
import type { Application } from '../slots/application.js'
import type { Adopted, FrontDoor, Marker } from '../slots/marker.js'
import { readIfThere } from '../slots/read-if-there.js'
import type { OpenApplication } from '../slots/with-application.js'
import type { Gap } from './gap.js'
import { adoptedBindings, slotBinding } from './plan-adopt.js'
import { siteAnswers } from './serves.js'
import { watchFrontDoor } from './watch-front-door.js'

export type GiveBackWish = { readonly frontDoor: FrontDoor; readonly commit: CommitOptions }

const drainLimitMs = 60_000
const answerLimitMs = 10_000

export const frontName = (app: Application): string => `${paths.basename(app.folder)}-front`

/** The front site, where it is this application's. */
export function frontSite(iis: Iis, app: Application): Site | undefined {
  const site = siteNamed(iis, frontName(app))
  return site && isSamePath(app.files.front, rootFolder(site) ?? '') ? site : undefined
}

/** What the front site has got since it was made; its users go on with the site. */
export function gotLater(iis: Iis, app: Application, adopted: Adopted): Binding[] {
  const known = [...adoptedBindings(adopted), slotBinding(adopted.waitingPort)]
  return (frontSite(iis, app)?.bindings ?? []).filter((binding) => !known.some((its) => sameBindings([its], [binding])))
}

/** What the bindings of both sites still lack. */
export function wayBack(iis: Iis, app: Application, adopted: Adopted): BindingEdit[] {
  const all = [...adoptedBindings(adopted), ...gotLater(iis, app, adopted)]
  const front = frontSite(iis, app)
  return stillNeeded(iis, [{ site: adopted.site, add: all }, ...(front ? [{ site: front.name, remove: all }] : [])])
}

export type Held = { readonly binding: Binding; readonly by: Site }

/** Which of these bindings belong to a third site. */
export function heldByOthers(iis: Iis, app: Application, { site }: Adopted, bindings: readonly Binding[]): Held[] {
  const others = iis.sites.filter(({ name }) => !isSameName(name, site) && !isSameName(name, frontName(app)))
  return bindings.flatMap((binding) => {
    const by = others.find((other) => other.bindings.some((its) => sameBindings([its], [binding])))
    return by ? [{ binding, by }] : []
  })
}

/**
 * Gives a site that was taken in its bindings again, in one commit, and takes the front site away; from whatever state a run has left
 * behind. What the whole server has (ARR's proxy switched on, a server variable allowed) stays.
 * @returns how long users had no answer; undefined: the bindings were there already
 * @throws StepFailed
 */
export async function giveBack(
  log: Log,
  opened: OpenApplication,
  adopted: Adopted,
  { frontDoor, commit: options }: GiveBackWish,
): Promise<Gap | undefined> {
  const { app } = opened
  await opened.save(beingTakenIn(opened.marker, adopted))
  const edits = editsBack(log, await lookAtIis(log), app, adopted)
  const gap = edits.length > 0 ? await movedBack() : undefined
  // A run that was killed may have moved them, and not have started the site with them.
  if (!gap) await startSite(log, adopted.site, { limitMs: answerLimitMs })
  await removeFront(log, opened, adopted, options)

  const { adopted: _adopted, preparing: _preparing, ...rest } = opened.marker
  await opened.save(rest)
  await opened.journal({ kind: 'given-back', slot: adopted.site })
  return gap

  async function movedBack(): Promise<Gap> {
    const watch = watchFrontDoor(frontDoor, adopted.status)
    try {
      const says = `Give site "${adopted.site}" its bindings again`
      await moveBindings(log, { says, edits, to: adopted.site }, { ...options, onWorkerRestart: 'warn' })
      await siteAnswers(frontDoor, adopted.status, answerLimitMs)
    } catch (cause) {
      void watch.stop()
      throw new StepFailed({
        happened: `The site "${adopted.site}" could not be given its bindings again, or does not answer with them: ${cause instanceof Error ? cause.message : cause}`,
        untouched: 'The front site is still there.',
        todo: 'Look at the front door at once. Then run this step again with BG.AdoptUndo.',
        cause,
      })
    }
    return watch.stop()
  }
}

/** Leaves out what another site serves by now, with which IIS would stop the site; and takes the slot's binding away, where that may have stopped it. */
function editsBack(log: Log, iis: Iis, app: Application, adopted: Adopted): BindingEdit[] {
  const { site } = adopted
  const edits = wayBack(iis, app, adopted)
  const wanted = edits.flatMap(({ add = [] }) => add)
  const lost = heldByOthers(iis, app, adopted, wanted).filter(({ by }) => by.state !== 'Stopped')
  for (const { binding, by } of lost)
    log.warning(`The site "${by.name}" has ${bindingsText([binding])} now: ${site} does not get that again.`)
  const isLost = (binding: Binding) => lost.some((each) => each.binding === binding)
  const slot = siteNamed(iis, site)?.state === 'Stopped' ? [{ site, remove: [slotBinding(adopted.port)] }] : []
  return stillNeeded(iis, [
    ...edits.map(({ add = [], ...edit }) => ({ ...edit, add: add.filter((binding) => !isLost(binding)) })),
    ...slot,
  ])
}

/** The marker of an application that is neither prepared nor not: a run that is killed from here on can be finished either way. */
function beingTakenIn(marker: Marker, { site }: Adopted): Marker {
  const { [site]: own, ...others } = marker.slots
  const { router, ...rest } = marker
  return { ...(router ? aboutToMake(rest, router.made) : rest), slots: own?.adoptedFolder ? others : marker.slots }
}

/** Site, pool and web.config of the front, when nothing is in flight in it any more; and the slot's own binding. */
async function removeFront(log: Log, opened: OpenApplication, adopted: Adopted, options: CommitOptions): Promise<void> {
  const { app } = opened
  const name = frontName(app)
  const iis = await lookAtIis(log)
  const front = frontSite(iis, app)
  const isUsed = iis.sites.some(
    (site) => site !== front && site.applications.some(({ pool }) => pool.toLowerCase() === name.toLowerCase()),
  )
  const pool = isUsed ? undefined : poolNamed(iis, name)
  if (front && front.state !== 'Stopped' && pool) await drainFront(log, name, adopted.site)
  if (front) await stopSite(log, name, stopLimits)
  if (pool) await stopPoolAndWorkers(log, name)
  const [slot] = stillNeeded(iis, [{ site: adopted.site, remove: [slotBinding(adopted.port)] }])
  await commit(
    log,
    [
      ...(front ? [deleteSite(front)] : []),
      ...(pool ? [deletePool(name)] : []),
      ...(slot ? [editBindings(`Take the slot's binding away from site "${adopted.site}"`, [slot])] : []),
    ],
    options,
  )
  const file = paths.join(app.files.front, 'web.config')
  const text = await readIfThere(file)
  if (text === undefined) return
  if (wasMade(opened.marker, hashOf(text))) await removeFile(file)
  else
    log.warning(
      `${file} has been changed by hand and was left where it is: delete it before a router is prepared again.`,
    )
}

async function drainFront(log: Log, pool: string, site: string): Promise<void> {
  const outcome = await drain(log, pool, { limitMs: drainLimitMs })
  if (outcome.result === 'drained') return
  if (outcome.result === 'cannot-be-seen') {
    log.warning(
      `Requests in flight cannot be seen on this machine (the IIS feature Request Monitor is missing): the front site is given ${drainLimitMs / 1000} s.`,
    )
    await pause(drainLimitMs)
    return
  }
  throw new StepFailed({
    happened: `${outcome.inFlight.requests} requests are still in flight in the front site after ${drainLimitMs / 1000} s.`,
    untouched: `The site "${site}" has its bindings again and serves; the front site only ends what it had begun.`,
    todo: 'Run this step again with BG.AdoptUndo, later.',
  })
}
