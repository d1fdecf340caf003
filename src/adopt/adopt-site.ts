import { mayRotate } from '../deploy/rotation-setting.js'
import type { Change } from '../iis/change.js'
import { type CommitOptions, commit } from '../iis/commit.js'
import { editBindings, stillNeeded } from '../iis/edit-bindings.js'
import { type Sites, siteNamed } from '../iis/iis.js'
import { lookAtIis } from '../iis/look.js'
import { moveBindings } from '../iis/move-bindings.js'
import { startSite } from '../iis/run-state.js'
import type { Log } from '../machine/log.js'
import { StepFailed, whatHappened } from '../octopus/step-failed.js'
import { arrRewrite } from '../routing/arr-rewrite.js'
import { type ArrWish, prepareArr } from '../routing/prepare-arr.js'
import { type Proof, prove } from '../routing/prove.js'
import type { Adopted, ArrRewriteRouter, SlotRecord } from '../slots/marker.js'
import { slotSites } from '../slots/situation.js'
import { slotsOf } from '../slots/slots-of.js'
import { takenPorts } from '../slots/taken-ports.js'
import type { OpenApplication } from '../slots/with-application.js'
import { AdoptRefused } from './adopt-refused.js'
import type { Gap } from './gap.js'
import { frontName, giveBack } from './give-back.js'
import { type AdoptPlan, type AdoptWish, adoptedBindings, otherOnPort, planAdopt, slotBinding } from './plan-adopt.js'
import { slotAnswers, statusNow } from './serves.js'
import { gapTold, watchFrontDoor } from './watch-front-door.js'

export type AdoptOptions = Omit<AdoptWish, 'front'> & Omit<ArrWish, 'bindings' | 'adopting'> & { readonly task: string }

export type AdoptedSite = {
  readonly router: ArrRewriteRouter
  readonly says: string
  /** What the marker lists from now on; undefined: What If. */
  readonly slots?: Readonly<Record<string, SlotRecord>>
  /** Undefined: a run that was killed had moved the bindings, or What If. */
  readonly gap?: Gap
}

/** No release that Octopus can have. */
export const adoptedRelease = '(adopted)'

const slotLimitMs = 60_000
const waitingLimitMs = 30_000
/** Users are waiting: what was proven a moment ago needs no longer for its first answer. */
const firstAnswerLimitMs = 10_000
/** A busy server that answers well is not taken back because it is slow. */
const provenLimitMs = 15_000

/**
 * Takes in a site that users call: it becomes the first slot, and a front site gets its bindings. Everything that can be made and proven
 * without users is, first: the site serves on both its old bindings and the slot's, the front site waits on a port of its own and points
 * to the slot. Then one commit moves the bindings. When the front site is not proven with them, they go back at once.
 * @throws AdoptRefused before anything was changed; StepFailed
 */
export async function adoptSite(
  log: Log,
  opened: OpenApplication,
  wish: AdoptOptions,
  whatIf: boolean,
): Promise<AdoptedSite> {
  const plan = await look(log, opened, wish)
  const { site, isMoved } = plan
  await refuseRotation(log, plan, wish.commit)
  for (const warning of plan.warnings) log.warning(warning)
  const status = opened.marker.adopted?.status ?? (await statusNow(site.name, wish.frontDoor))
  const adopted: Adopted = { ...plan.adopted, status }
  const arr = arrWish(wish, plan)
  if (whatIf) return whatIfSays(log, opened, plan, arr)
  await prepareArr({ ...log, info: () => {}, warning: () => {} }, opened, arr, true) // refuses before anything is changed

  await opened.save({ ...opened.marker, adopted })
  try {
    const router = await makeWaiting(log, opened, wish, plan, adopted, arr)
    const gap = isMoved ? await provenAgain(wish, adopted) : await moved(log, opened, wish, adopted)
    log.highlight(
      `${site.name} is taken in: it is the slot on port ${adopted.port}, and ${router.site} has its bindings; ${gap ? gapTold(gap) : 'the gap was not measured: the run that moved the bindings was killed'}.`,
    )
    return {
      router: { ...router, frontDoor: wish.frontDoor },
      slots: { ...opened.marker.slots, [site.name]: slotRecord(plan, wish.task) },
      says: `The site ${site.name} is taken in as the slot on port ${adopted.port}; the front site ${router.site} has its bindings, and answers.`,
      ...(gap ? { gap } : {}),
    }
  } catch (cause) {
    return goBack(log, opened, wish, adopted, cause)
  }
}

async function look(log: Log, { app, marker }: OpenApplication, wish: AdoptOptions): Promise<AdoptPlan> {
  const iis = await lookAtIis(log)
  const { slots } = await slotsOf(app, marker, slotSites(iis))
  // After a site was given back, slots of later releases may be left: those that run keep their ports.
  const idle = slots.filter((slot) => !slot.site.started)
  const chosen = marker.adopted ? [marker.adopted.port, marker.adopted.waitingPort] : []
  const taken = await takenPorts(log, app, { iis, slots: idle, live: { disagreements: [] } }, wish.ports, chosen)
  return planAdopt(app, marker, iis, taken, { ...wish, front: frontName(app) })
}

/** The site is the live one, and several writes to IIS's configuration follow. */
async function refuseRotation(
  log: Log,
  { folder, site }: AdoptPlan,
  { onWorkerRestart }: CommitOptions,
): Promise<void> {
  const expanded = folder.replace(/%([^%]+)%/g, (whole, name: string) => process.env[name] ?? whole)
  if (!(await mayRotate(expanded))) return
  const told = `The web.config of ${site.name} lacks the handler setting disallowRotationOnConfigChange=true: the writes to the configuration of IIS may restart its worker while it serves`
  if (onWorkerRestart === 'fail')
    throw new AdoptRefused(told, 'Add the setting, or set BG.AtWorkerRestart to "warn" and choose a quiet minute.')
  log.warning(`${told}.`)
}

const arrWish = (wish: AdoptOptions, { adopted, bindings, isMoved }: AdoptPlan): ArrWish => ({
  frontDoor: isMoved ? wish.frontDoor : waitingDoor(wish, adopted),
  bindings: isMoved ? bindings : [slotBinding(adopted.waitingPort)],
  mostBodyBytes: wish.mostBodyBytes,
  timeoutMs: wish.timeoutMs,
  portHeader: wish.portHeader,
  commit: wish.commit,
  adopting: { port: adopted.port, forwardsScheme: bindings.some(({ protocol }) => protocol === 'https') },
})

function waitingDoor({ frontDoor: { url, host } }: AdoptOptions, { waitingPort }: Pick<Adopted, 'waitingPort'>) {
  const door = new URL(url)
  return { url: `http://127.0.0.1:${waitingPort}${door.pathname}${door.search}`, host: host ?? door.host }
}

async function whatIfSays(
  log: Log,
  opened: OpenApplication,
  { adopted, bindings, site, isMoved }: AdoptPlan,
  arr: ArrWish,
): Promise<AdoptedSite> {
  const iis = await lookAtIis(log)
  for (const edit of stillNeeded(iis, [{ site: site.name, add: [slotBinding(adopted.port)] }]))
    log.info(`What if: ${slotChange(edit).says}.`)
  const { router } = await prepareArr(log, opened, arr, true)
  if (!isMoved) log.info(`What if: ${movesTold(site.name, router.site)}: ${list(bindings)}.`)
  return {
    router,
    says: `The site ${site.name} would be taken in as the slot on port ${adopted.port}, and the front site ${router.site} would get its bindings.`,
  }
}

const list = (bindings: readonly { protocol: string; information: string }[]) =>
  bindings.map(({ protocol, information }) => `${protocol}/${information}`).join(', ')

const slotChange = (edit: Parameters<typeof editBindings>[1][number]) =>
  editBindings(`Bind site "${edit.site}" to ${list(edit.add ?? [])} as well`, [edit])

const movesTold = (from: string, to: string) => `Move the bindings of site "${from}" to site "${to}"`

/** The slot on its own port, and the front site before it, both proven; users notice nothing of it. */
async function makeWaiting(
  log: Log,
  opened: OpenApplication,
  wish: AdoptOptions,
  { isMoved, site }: AdoptPlan,
  adopted: Adopted,
  arr: ArrWish,
): Promise<ArrRewriteRouter> {
  const wasStopped = isStopped(await lookAtIis(log), site.name)
  const iis = await commit(log, [bindSlot(adopted)], wish.commit)
  if (wasStopped) await startSite(log, site.name, { limitMs: slotLimitMs })
  else if (isStopped(iis, site.name)) throw stoppedByIis(adopted)
  await slotAnswers(adopted.port, wish.frontDoor, adopted.status, slotLimitMs)
  const { router } = await prepareArr(log, opened, arr, false)
  // A switch's file is kept as it is: that of a run that was killed may name a port that the slot has lost since.
  const pointsTo = await arrRewrite(router.folder).livePort()
  if (pointsTo !== adopted.port)
    throw notProven(`The front site points to port ${pointsTo ?? 'none'}, not to the slot's ${adopted.port}.`)
  if (isMoved) return router
  // Here the front site is called by http: an application that insists on https redirects.
  const from = wish.frontDoor.url.startsWith('https:') ? 200 : adopted.status
  const proof = { ...proofOf(wish, adopted), frontDoor: arr.frontDoor, limitMs: waitingLimitMs }
  const wrong = await prove({ ...proof, statuses: [{ from, to: from === adopted.status ? from : 399 }] })
  if (wrong) throw notProven(`The front site was not proven at ${arr.frontDoor.url}: ${wrong}.`)
  log.info(`${router.site} answers at ${arr.frontDoor.url}, through the slot on port ${adopted.port}.`)
  return router
}

/**
 * Seen under the lock of IIS's configuration: another application may have chosen the same port at the same time. IIS would stop the
 * site that gets it last, and this one has users.
 */
function bindSlot({ site, port }: Adopted): Change {
  const change = slotChange({ site, add: [slotBinding(port)] })
  return {
    ...change,
    isDone: (iis, log) => {
      const other = otherOnPort(iis, site, port)
      if (other) throw notProven(`the port ${port} has been given to the site "${other.name}" meanwhile.`)
      return change.isDone(iis, log)
    },
  }
}

const isStopped = (iis: Sites, site: string) => siteNamed(iis, site)?.state === 'Stopped'

const stoppedByIis = ({ site, port }: Adopted) =>
  notProven(
    `IIS has stopped the site "${site}" when it got ${list([slotBinding(port)])}: another program has that port, or somebody has stopped the site.`,
  )

const proofOf = ({ frontDoor, portHeader }: AdoptOptions, { port, status }: Adopted): Proof => ({
  frontDoor,
  port: portHeader ? port : undefined,
  statuses: [{ from: status, to: status }],
  inARow: 5,
  limitMs: provenLimitMs,
})

async function provenAgain(wish: AdoptOptions, adopted: Adopted): Promise<undefined> {
  const proof = proofOf(wish, adopted)
  const wrong = (await prove({ ...proof, inARow: 1, limitMs: firstAnswerLimitMs })) ?? (await prove(proof))
  if (wrong) throw notProven(`The front site was not proven at ${wish.frontDoor.url}: ${wrong}.`)
}

/** The one moment that users can notice. */
async function moved(log: Log, { app }: OpenApplication, wish: AdoptOptions, adopted: Adopted): Promise<Gap> {
  const front = frontName(app)
  const bindings = adoptedBindings(adopted)
  const iis = await lookAtIis(log)
  if (isStopped(iis, adopted.site)) throw stoppedByIis(adopted)
  const edits = stillNeeded(iis, [
    { site: adopted.site, remove: bindings },
    { site: front, add: bindings, remove: [slotBinding(adopted.waitingPort)] },
  ])
  const watch = watchFrontDoor(wish.frontDoor, adopted.status)
  try {
    const says = movesTold(adopted.site, front)
    await moveBindings(log, { says, edits, to: front }, { ...wish.commit, onWorkerRestart: 'warn' })
    await provenAgain(wish, adopted)
  } catch (error) {
    void watch.stop() // users are waiting for the way back
    throw error
  }
  return watch.stop()
}

const notProven = (happened: string) => new StepFailed({ happened, untouched: '', todo: '' })

async function goBack(
  log: Log,
  opened: OpenApplication,
  wish: AdoptOptions,
  adopted: Adopted,
  cause: unknown,
): Promise<never> {
  const happened = `The site "${adopted.site}" could not be taken in: ${whatHappened(cause)}`
  log.warning(`${happened} Everything goes back to how it was.`)
  const gap = await giveBack(log, opened, adopted, wish).catch((error: unknown) => {
    throw new StepFailed({
      happened: `${happened} And it could not all be taken back: ${whatHappened(error)}`,
      untouched: error instanceof StepFailed ? error.untouched : '',
      todo: 'Look at the front door at once. Then run this step again with BG.AdoptUndo.',
      cause: error,
    })
  })
  throw new StepFailed({
    happened,
    untouched: `The site ${gap ? 'has its bindings again, and answers' : 'has kept its bindings'}; the front site is gone.`,
    todo: 'Correct what the message says, and run this step again.',
    cause,
  })
}

const slotRecord = ({ adopted, folder, pool }: AdoptPlan, task: string): SlotRecord => ({
  release: adoptedRelease,
  fingerprint: '',
  settings: '',
  port: adopted.port,
  folder,
  createdAt: new Date().toISOString(),
  state: 'deployed',
  task,
  adoptedFolder: true,
  ...(pool === adopted.site ? {} : { pool }),
})
