import { request, requestProblem } from '../http/request.js'
import { farmView, type ServerView } from '../iis/farm-view.js'
import { type WebFarm, webFarm } from '../iis/web-farm.js'
import { asLongAs } from '../machine/as-long-as.js'
import type { Log } from '../machine/log.js'
import { waitUntil } from '../machine/wait-until.js'
import { whatHappened } from '../octopus/step-failed.js'
import type { ArrHealthFileRouter } from '../slots/marker.js'
import { farmProblems } from './farm-problems.js'
import { type HealthFile, healthFileName, healthPath, livePortOf, readHealth, writeHealth } from './health-file.js'
import { answersAtAll, SlotGone } from './look-at-slot.js'
import { NewSlotDied } from './new-slot-died.js'
import { NotSeenByArr } from './not-seen-by-arr.js'
import type { Looks, Router } from './router.js'
import { RouterChangedByHand } from './router-changed-by-hand.js'
import { RouterRefused } from './router-refused.js'

/** Between two questions to ARR. */
const lookMs = 200
const answerLimitMs = 5_000
/** That a slot is gone. */
const goneAfter = { looks: 3, everyMs: lookMs }

/** For ARR to come to see one thing: several checks, each of which may be slow, and the starts of PowerShell. */
const seenLimitMs = ({ healthCheck: { intervalMs, timeoutMs } }: WebFarm) => 10_000 + 5 * (intervalMs + timeoutMs)

/** A member that flaps is seen otherwise within that. */
const steadyMs = ({ healthCheck: { intervalMs } }: WebFarm) => 1.5 * intervalMs

/**
 * A web farm of ARR with a member for each port. Its health check asks each member for a file; who says "up" gets requests. A
 * switch lets the new one say "up", waits until ARR sees that, lets the old one say "down", and waits until ARR sees that: in
 * between both answer, and at no moment none. The files alone tell what is live, also after a switch that was killed.
 * @throws RouterFileFailed, RouterChangedByHand; on a switch also RouterRefused, FarmUnseen, NotSeenByArr
 */
export function arrHealthFile(log: Log, wanted: ArrHealthFileRouter): Router {
  const { farm: name, ports, folder, match } = wanted
  const addressOf = (port: number) => wanted.addresses[ports[0] === port ? 0 : 1]
  const memberAt = (port: number) => `${addressOf(port)}:${port}`
  const files = () => Promise.all(ports.map((port) => readHealth(folder, match, port)))
  const write = (health: HealthFile) => writeHealth(folder, match, health)
  const turnDown = (port: number) => write({ port, isUp: false, turn: 0 })

  function liveOf(found: readonly HealthFile[]): number | undefined {
    const port = livePortOf(found)
    if (port === 'ambiguous')
      throw new RouterChangedByHand(
        `The health files of both ports (${ports.join(' and ')}) in ${folder} say "${match}", and nothing in them tells which was live first`,
      )
    return port
  }

  /** The farm may have been changed since Prepare Router has looked. */
  async function checkedFarm(): Promise<WebFarm> {
    const farm = await webFarm(log, name)
    const problems = farmProblems(farm, name, ports)
    const [first] = problems
    if (!farm || first) throw farmRefused(name, problems)
    const now = ports.map((port) => farm.servers.find(({ enabled, httpPort }) => enabled && httpPort === port)?.address)
    if (now.join() !== wanted.addresses.join() || farm.healthCheck.responseMatch !== match)
      throw new RouterRefused(
        `The web farm "${name}" has other members or another response match than "Prepare Router" has seen`,
        'Run "Prepare Router" again.',
      )
    return farm
  }

  /** Whether ARR sees a member up or down, all the time that it is looked at. */
  async function isSeen(port: number, isUp: boolean, forMs: number, tell: (seen: string) => void) {
    try {
      const views = (await farmView(log, name, { forMs })).get(addressOf(port).toLowerCase()) ?? []
      const isIt = ({ isHealthy, isActive }: ServerView) => (isUp ? isHealthy && isActive : !isHealthy)
      const odd = views.find((view) => !isIt(view))
      if (odd) tell(`${odd.isHealthy ? 'healthy' : 'unhealthy'}${odd.isActive ? '' : ', but not active'}`)
      return views.length > 0 && !odd
    } catch (error) {
      tell(whatHappened(error))
      return false
    }
  }

  /**
   * Waits until ARR sees a member up or down without a break. A look that fails shows nothing, neither up nor down.
   * @param forMs how long
   * @returns since when
   */
  function seen(farm: WebFarm, port: number, isUp: boolean, forMs: number, signal?: AbortSignal): Promise<number> {
    const what = `ARR to see ${memberAt(port)} ${isUp ? 'healthy and active' : 'unhealthy'}`
    const look = async (_leftMs: number, tell: (seen: string) => void) => {
      if (!(await isSeen(port, isUp, 0, tell))) return undefined
      const since = performance.now()
      return forMs === 0 || (await isSeen(port, isUp, forMs, tell)) ? since : undefined
    }
    return waitUntil(what, seenLimitMs(farm), lookMs, look, signal ? { signal } : {})
  }

  /** What the member itself says, for a person who has to find out why ARR does not like it. */
  async function answerOf(port: number): Promise<string> {
    const url = new URL(`http://${wanted.ips[ports[0] === port ? 0 : 1]}:${port}${healthPath}/${healthFileName}`)
    return request({ url, host: name, timeoutMs: answerLimitMs }).then(
      ({ status, body }) => `${url.href} answers ${status} with "${body.trim().split(/\r?\n/)[0]?.slice(0, 40)}"`,
      (error: unknown) => `${url.href} gives no answer (${requestProblem(error)})`,
    )
  }

  /**
   * The new member up, and seen; before that it has to be seen down, or ARR does not look at this file at all. Its file says "down"
   * again as soon as the release behind it no longer answers: the health check does not ask the release.
   * @returns when its file began to say "up"; undefined where it did before
   */
  async function bringUp(farm: WebFarm, to: HealthFile, turn: number, live: number | undefined, atNew: Looks['atNew']) {
    let upAt: number | undefined
    const stays = live === undefined ? 'No member gets requests, as before.' : `${memberAt(live)} is live, as before.`
    if (!to.isUp) {
      await seen(farm, to.port, false, 0).catch(async (cause: unknown) => {
        throw new NotSeenByArr({
          happened: `The health file of port ${to.port} says "down", and ARR does not take it for that: ${whatHappened(cause)} ${await answerOf(to.port)}.`,
          untouched: `The switch was not begun. ${stays}`,
          cause,
        })
      })
      upAt = performance.now()
      await write({ port: to.port, isUp: true, turn })
    }
    const answers = async () => {
      const { problem } = (await atNew?.()) ?? {}
      if (!problem) return
      throw new NewSlotDied({
        happened: `Port ${to.port} answered no longer while ARR took it in: ${problem}.`,
        untouched: `${stays} The file of port ${to.port} says "down" again.`,
      })
    }
    const taken = asLongAs(answers, lookMs, (signal) => seen(farm, to.port, true, steadyMs(farm), signal))
    await taken.catch(async (cause: unknown) => {
      if (cause instanceof NewSlotDied && live !== to.port) {
        await turnDown(to.port)
        throw cause
      }
      const answer = await answerOf(to.port)
      if (live === to.port)
        throw new NotSeenByArr({
          happened: `The health file of port ${to.port} says "up", and ARR does not see the member so: ${whatHappened(cause)} ${answer}.`,
          untouched: 'No file was changed: that member is the live one.',
          cause,
        })
      await turnDown(to.port)
      throw new NotSeenByArr({
        happened: `The health file of port ${to.port} says "up", and ARR did not take the member in: ${whatHappened(cause)} ${answer}.`,
        untouched: `${stays} The file of port ${to.port} says "down" again.`,
        cause,
      })
    })
    return upAt
  }

  /**
   * One member in the place of another, behind which nobody answers any more: at once, since there is nothing that could be lost. Until
   * ARR has asked both again, requests fail as they did before.
   */
  async function replaceGone(farm: WebFarm, gone: number, by: number, turn: number): Promise<void> {
    await write({ port: by, isUp: true, turn })
    await turnDown(gone)
    await seen(farm, by, true, 0).catch(async (cause: unknown) => {
      throw new NotSeenByArr({
        happened: `Nothing answers on port ${gone}. The health file of port ${by} says "up", and ARR does not see that: ${whatHappened(cause)} ${await answerOf(by)}.`,
        untouched: `The health file of port ${gone} says "down".`,
        todo: 'Look at the front door and at the farm at once.',
        cause,
      })
    })
    log.highlight(`ARR sends requests to ${memberAt(by)} again: nothing answered on port ${gone} any more.`)
  }

  /**
   * The old member down, and seen. Where ARR does not see that, the old one is brought back before the new one goes down; where the
   * new one is gone meanwhile, it takes its place back at once.
   */
  async function takeDown(
    farm: WebFarm,
    from: HealthFile,
    to: number,
    turn: number,
    atNew: Looks['atNew'],
  ): Promise<number> {
    if (from.isUp)
      await turnDown(from.port).catch(async (cause: unknown) => {
        await turnDown(to) // else both would go on
        throw cause
      })
    const serves = async (signal: AbortSignal) => from.isUp && atNew && answersAtAll(atNew, goneAfter, signal)
    const out = asLongAs(serves, lookMs, (signal) => seen(farm, from.port, false, steadyMs(farm), signal))
    return out.catch(async (cause: unknown) => {
      if (cause instanceof SlotGone) {
        await replaceGone(farm, to, from.port, turn)
        throw new NewSlotDied({
          happened: `Port ${to} answered no longer when ARR had taken it in: ${cause.message}.`,
          untouched: `${memberAt(from.port)} is live again. The file of port ${to} says "down" again.`,
        })
      }
      const happened = `The health file of port ${from.port} says "down", and ARR still sends requests there: ${whatHappened(cause)} ${await answerOf(from.port)}.`
      if (!from.isUp) throw new NotSeenByArr({ happened, untouched: `${memberAt(to)} is live.`, cause })
      await write({ port: from.port, isUp: true, turn })
      await seen(farm, from.port, true, steadyMs(farm)).catch((unseen: unknown) => {
        throw new NotSeenByArr({
          happened: `${happened} It says "up" again, and ARR does not see that either: ${whatHappened(unseen)}`,
          untouched: 'The files of both members say "up": both may get requests.',
          todo: 'Look at the front door and at the farm at once.',
          cause,
        })
      })
      await turnDown(to)
      throw new NotSeenByArr({
        happened,
        untouched: `${memberAt(from.port)} is live again; the file of port ${to} says "down" again.`,
        cause,
      })
    })
  }

  async function makeLive(port: number | undefined, { atNew, atOld }: Looks = {}): Promise<void> {
    const found = await files()
    const live = liveOf(found)
    if (port === undefined) {
      for (const file of found) if (file.isUp) await turnDown(file.port)
      return
    }
    const to = found.find((file) => file.port === port)
    const from = found.find((file) => file.port !== port)
    if (!to || !from)
      throw new RouterChangedByHand(`The web farm knows the ports ${ports.join(' and ')} only, not ${port}`)
    const farm = await checkedFarm()
    await farmView(log, name) // fails at once where ARR cannot be asked at all
    const turn = Math.max(to.turn, from.turn) + 1
    if (from.isUp && !to.isUp && (await isGone(atOld))) return replaceGone(farm, from.port, port, turn)
    const upAt = await bringUp(farm, to, turn, live, atNew)
    const outAt = await takeDown(farm, from, port, turn + 1, atNew)
    if (!from.isUp) return
    const both =
      upAt === undefined ? 'Since a switch that was not ended' : `For at most ${((outAt - upAt) / 1000).toFixed(1)} s`
    log.highlight(
      `ARR sends requests to ${memberAt(port)} only. ${both} both releases answered: with health files they overlap.`,
    )
  }

  return {
    called: `ARR (web farm ${name})`,
    async livePort() {
      return liveOf(await files())
    },
    makeLive,
    async onlyLive() {
      const found = await files()
      const live = liveOf(found)
      const other = found.find(({ port }) => port !== live)
      if (live === undefined || !other) return
      const farm = await checkedFarm()
      if (other.isUp) {
        log.info(`A switch to port ${other.port} was begun and not ended: its health file says "down" again.`)
        await turnDown(other.port)
      }
      await seen(farm, other.port, false, other.isUp ? steadyMs(farm) : 0)
    },
  }
}

const isGone = async (look: Looks['atOld']): Promise<boolean> => {
  if (!look) return false
  return answersAtAll(look, goneAfter).then(
    () => false,
    () => true,
  )
}

export function farmRefused(name: string, problems: ReturnType<typeof farmProblems>): RouterRefused {
  return new RouterRefused(
    `The web farm "${name}" is not as a switch by health files needs it: ${problems.map(({ what }) => what).join('; ')}`,
    `The farm is yours, so that it was not changed. Run: ${problems.map(({ command }) => command).join(' ; ')}`,
  )
}
