import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { type CommitOptions, commit } from '../iis/commit.js'
import { farmView } from '../iis/farm-view.js'
import { grant } from '../iis/grant.js'
import { poolNamed } from '../iis/iis.js'
import { lookAtIis } from '../iis/look.js'
import { addPool } from '../iis/pool-changes.js'
import { startPool } from '../iis/run-state.js'
import { type WebFarm, webFarm } from '../iis/web-farm.js'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { removeTemporaries, replaceFile } from '../machine/replace-file.js'
import type { ArrHealthFileRouter, FrontDoor } from '../slots/marker.js'
import { readIfThere } from '../slots/read-if-there.js'
import type { OpenApplication } from '../slots/with-application.js'
import { farmRefused } from './arr-health-file.js'
import { farmProblems } from './farm-problems.js'
import { frontAnswers } from './front-answers.js'
import { healthFileName, healthFolder, healthText, readHealth, writeHealth } from './health-file.js'
import { healthWebConfig } from './health-web-config.js'
import { RouterRefused } from './router-refused.js'
import { aboutToMake, wasMade } from './was-made.js'

export type FarmWish = {
  readonly frontDoor: FrontDoor
  /** Of the farm. */
  readonly name: string
  readonly ports: readonly [number, number]
  /** Longest silence of the application, ms. */
  readonly timeoutMs: number
  readonly commit: CommitOptions
}

const startLimitMs = 90_000
const made = createHash('sha256').update(healthWebConfig).digest('hex')

/** What an address of a member is on this machine. @throws RouterRefused where it is another machine's */
async function ownIp(address: string): Promise<string> {
  const [{ lookup }, { networkInterfaces }] = await Promise.all([import('node:dns/promises'), import('node:os')])
  const found = await lookup(address.replace(/^\[|\]$/g, ''), { all: true }).catch(() => [])
  const own = new Set(Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address: ip }) => ip) ?? []))
  const ip = found.map(({ address: each }) => each).find((each) => each.startsWith('127.') || own.has(each))
  if (ip === undefined)
    throw new RouterRefused(
      `The member ${address} of the web farm is ${found.length === 0 ? 'a name that leads nowhere' : 'another machine'}: the slots are on this one`,
      "Let the farm's two members be addresses of this machine, such as 127.0.0.1 and 127.0.0.2.",
    )
  return ip
}

/** What does not stop a switch, and may surprise. */
function warningsOf(farm: WebFarm, timeoutMs: number): string[] {
  const own = `/[name='${farm.name}'].applicationRequestRouting`
  const cure = (setting: string) =>
    `The farm is yours and was left as it is; the command would be: appcmd set config -section:webFarms "${own}${setting}" /commit:apphost`
  return [
    ...(farm.timeoutMs < timeoutMs
      ? [
          `The web farm "${farm.name}" gives an application ${farm.timeoutMs / 1000} s for an answer, less than BG.Timeout says. ${cure(`.protocol.timeout:${span(timeoutMs)}`)}`,
        ]
      : []),
    ...(farm.preserveHostHeader
      ? []
      : [
          `The slots behind the web farm "${farm.name}" do not see the host name that users call. ${cure('.protocol.preserveHostHeader:true')}`,
        ]),
  ]
}

const span = (ms: number) => new Date(ms).toISOString().slice(11, 19)

/**
 * Looks whether a farm that is there is as a switch needs it, without changing it, and makes what is the application's own: for each
 * port a folder with a health file that says "down", and a pool that serves them.
 * @returns what the marker records, and a sentence
 */
export async function prepareFarm(
  log: Log,
  opened: OpenApplication,
  wish: FarmWish,
  { whatIf, nothingLive }: { whatIf: boolean; nothingLive: boolean },
): Promise<{ router: ArrHealthFileRouter; says: string }> {
  const { app, marker } = opened
  const before = marker.router?.kind === 'arr-health-file' ? marker.router : undefined
  const unfinished = marker.preparing !== undefined
  if (before && !nothingLive && [...before.ports].sort().join() !== [...wish.ports].sort().join())
    throw new RouterRefused(
      `The slots behind the web farm have the ports ${before.ports.join(' and ')}, and BG.Ports says ${wish.ports.join(',')}`,
      `Give ${before.ports.join(',')} in BG.Ports; for other ports give the application another BG.Instance, and move users over.`,
    )
  const farm = await webFarm(log, wish.name)
  const problems = farmProblems(farm, wish.name, wish.ports)
  if (!farm || problems.length > 0) throw farmRefused(wish.name, problems)
  const addresses = wish.ports.map(
    (port) => farm.servers.find(({ enabled, httpPort }) => enabled && httpPort === port)?.address ?? '',
  ) as [string, string]
  const ips = [await ownIp(addresses[0]), await ownIp(addresses[1])] as const
  await farmView(log, farm.name)
  for (const warning of warningsOf(farm, wish.timeoutMs)) log.warning(warning)

  const folder = paths.join(app.files.router, 'health')
  const pool = `${paths.basename(app.folder)}-health`
  const iis = await lookAtIis(log)
  const hasPool = poolNamed(iis, pool) !== undefined
  if (hasPool && !before && !unfinished)
    throw new RouterRefused(
      `There is an application pool "${pool}" that this step did not make`,
      'Rename or remove it.',
    )
  const router: ArrHealthFileRouter = {
    kind: 'arr-health-file',
    farm: farm.name,
    ports: wish.ports,
    addresses,
    ips,
    match: farm.healthCheck.responseMatch,
    folder,
    pool,
    frontDoor: wish.frontDoor,
    portHeader: false,
    made,
  }
  const configs = wish.ports.map((port) => paths.join(healthFolder(folder, port), 'web.config'))
  const found = await Promise.all(configs.map(readIfThere))
  const changed = configs.find((_, index) => {
    const text = found[index]
    return text !== undefined && !wasMade(marker, createHash('sha256').update(text).digest('hex'))
  })
  if (changed)
    throw new RouterRefused(
      `${changed} was not made by this step, or has been changed by hand since`,
      'Undo the change, or delete the file.',
    )
  const right =
    hasPool && !unfinished && found.every((text) => text === healthWebConfig) && before?.match === router.match
  const told = `The web farm ${farm.name} is as it has to be`
  if (whatIf)
    return { router, says: right ? `${told}.` : `${told}; its health files and the pool ${pool} would be made.` }

  if (!right) await opened.save(aboutToMake(marker, made))
  for (const [index, port] of wish.ports.entries()) {
    const place = healthFolder(folder, port)
    await mkdir(place, { recursive: true })
    await removeTemporaries(place, { isMine: true })
    if (found[index] !== healthWebConfig) await replaceFile(paths.join(place, 'web.config'), healthWebConfig)
    // A response match that has changed: what said "up" goes on saying it, in the new word.
    const health = await readHealth(folder, before?.match ?? router.match, port)
    const text = await readIfThere(paths.join(place, healthFileName))
    const isSaid = text !== undefined && before?.match === router.match
    if (!isSaid && text !== healthText(router.match, health)) await writeHealth(folder, router.match, health)
  }
  await commit(
    log,
    hasPool
      ? []
      : [
          addPool({
            name: pool,
            autoStart: true,
            runtimeVersion: '',
            startMode: 'AlwaysRunning',
            idleTimeoutMs: 0,
            periodicRestartMs: 0,
          }),
        ],
    wish.commit,
  )
  if (!right) await grant(log, { folder, pool, right: 'RX' })
  await startPool(log, pool, { limitMs: startLimitMs })
  await frontAnswers(router, 'ARR')
  return { router, says: `${told}${right ? '' : `; its health files are in ${folder}`}.` }
}
