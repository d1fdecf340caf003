import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { type Binding, sameBindings } from '../iis/binding.js'
import { bindingEdit } from '../iis/binding-edit.js'
import { bindingsText } from '../iis/bindings-text.js'
import type { Change } from '../iis/change.js'
import { type CommitOptions, commit } from '../iis/commit.js'
import { editBindings } from '../iis/edit-bindings.js'
import { grant } from '../iis/grant.js'
import { type Iis, poolNamed, rootFolder, siteNamed } from '../iis/iis.js'
import { lookAtIis } from '../iis/look.js'
import { newSiteId } from '../iis/new-site-id.js'
import { addPool } from '../iis/pool-changes.js'
import {
  allowedServerVariables,
  allowServerVariables,
  type ProxySettings,
  proxySettings,
  setProxy,
} from '../iis/proxy.js'
import { startPool, startSite } from '../iis/run-state.js'
import { addSite } from '../iis/site-changes.js'
import { listeningPorts } from '../machine/listeners.js'
import type { Log } from '../machine/log.js'
import { isSamePath, paths } from '../machine/paths.js'
import { replaceFile } from '../machine/replace-file.js'
import { recordedBindings, recordsOf } from '../slots/binding-records.js'
import type { ArrRewriteRouter, FrontDoor } from '../slots/marker.js'
import { readIfThere } from '../slots/read-if-there.js'
import type { OpenApplication } from '../slots/with-application.js'
import { arrRewrite } from './arr-rewrite.js'
import { frontAnswers } from './front-answers.js'
import { frontWebConfig, portOf, withPort } from './front-web-config.js'
import { bindingsSettled, oldBindingsAgain } from './old-bindings-again.js'
import { RouterRefused } from './router-refused.js'
import { aboutToMake, wasMade } from './was-made.js'

export type ArrWish = {
  readonly frontDoor: FrontDoor
  readonly bindings: readonly Binding[]
  /** Longest request body, bytes. */
  readonly mostBodyBytes: number
  /** Longest silence of the application, ms. */
  readonly timeoutMs: number
  readonly portHeader: boolean
  readonly commit: CommitOptions
  /** Of a site that is taken in: to which port the front points at once, and whether users will call it by https. */
  readonly adopting?: { readonly port: number; readonly forwardsScheme: boolean }
}

const startLimitMs = 90_000
/** Users are on these bindings: where the new ones do not serve, the old ones come back soon. */
const reboundStartLimitMs = 5_000
const reboundLimitMs = 3_000
const schemeVariable = 'HTTP_X_FORWARDED_PROTO'

/** Of a front's web.config without its port: the same before and after a switch. */
export const hashOf = (webConfig: string) => createHash('sha256').update(withPort(webConfig, undefined)).digest('hex')

/** A site or pool with the front's name that this application did not make, or a binding that another site has. */
function refuseStrangers(
  iis: Iis,
  {
    name,
    folder,
    bindings,
    unfinished,
  }: { name: string; folder: string; bindings: readonly Binding[]; unfinished: boolean },
): void {
  const site = siteNamed(iis, name)
  if (site && !isSamePath(folder, rootFolder(site) ?? ''))
    throw new RouterRefused(
      `There is a site "${name}" that serves ${rootFolder(site) || 'nothing'}, not ${folder}`,
      'Rename or remove that site, or give this application another name or BG.Instance.',
    )
  if (!site && !unfinished && poolNamed(iis, name))
    throw new RouterRefused(
      `There is an application pool "${name}" that this step did not make`,
      'Rename or remove it.',
    )
  for (const wanted of bindings) {
    const other = iis.sites.find(
      ({ name: its, bindings: theirs }) => its !== name && theirs.some((binding) => sameBindings([binding], [wanted])),
    )
    if (other)
      throw new RouterRefused(
        `The binding ${wanted.protocol}/${wanted.information} belongs to the site "${other.name}"`,
        'Give the front site other bindings (BG.FrontBindings), or take that one away from the other site first.',
      )
  }
}

/** IIS stops a site, with all its bindings, where one of them is on a port that a program outside http.sys has. */
async function refuseTakenPorts(log: Log, { sites }: Iis, added: readonly Binding[]): Promise<void> {
  if (added.length === 0) return
  const listening = await listeningPorts(log, { httpSys: false })
  const started = sites.filter(({ state }) => state !== 'Stopped').flatMap(({ bindings }) => bindings)
  const taken = added.find(
    ({ port }) => port !== undefined && listening.has(port) && !started.some((binding) => binding.port === port),
  )
  if (taken)
    throw new RouterRefused(
      `The port of ${bindingsText([taken])} has a listener that is no site of IIS`,
      'Give the front site another binding (BG.FrontBindings), or end that program first: netstat -ano names its process.',
    )
}

/** The proxy is one for the whole server: switched on where nobody uses it, never changed where somebody does. */
async function proxyChanges(log: Log, timeoutMs: number): Promise<{ changes: Change[]; warnings: string[] }> {
  const now: ProxySettings = await proxySettings(log)
  if (!now.enabled)
    return {
      changes: [
        setProxy({ enabled: true, preserveHostHeader: true, reverseRewriteHostInResponseHeaders: false, timeoutMs }),
      ],
      warnings: [],
    }
  if (!now.preserveHostHeader)
    throw new RouterRefused(
      "ARR's proxy is in use on this server with preserveHostHeader=false: the slots would not see the host name that users call",
      'If nobody else depends on it, run: appcmd set config -section:system.webServer/proxy /preserveHostHeader:true /commit:apphost',
    )
  const kept = 'It is one setting for the whole server, and in use: it was left as it is.'
  return {
    changes: [],
    warnings: [
      ...(now.reverseRewriteHostInResponseHeaders
        ? [
            `ARR's proxy rewrites the host of redirects (reverseRewriteHostInResponseHeaders), those to other servers included. ${kept}`,
          ]
        : []),
      ...(now.timeoutMs < timeoutMs
        ? [
            `ARR's proxy gives an application ${now.timeoutMs / 1000} s for an answer, less than BG.Timeout says. ${kept}`,
          ]
        : []),
    ],
  }
}

/**
 * Makes the front site, or leaves it alone where it is right: folder and web.config first, then pool and site with one write each,
 * ARR's proxy and the one server variable where they are missing.
 * @returns what the marker records, and a sentence
 */
export async function prepareArr(
  log: Log,
  opened: OpenApplication,
  wish: ArrWish,
  whatIf: boolean,
): Promise<{ router: ArrRewriteRouter; says: string }> {
  const { app, marker } = opened
  const unfinished = marker.preparing !== undefined
  const name = `${paths.basename(app.folder)}-front`
  const folder = app.files.front
  const file = paths.join(folder, 'web.config')
  const iis = await lookAtIis(log)
  refuseStrangers(iis, { name, folder, bindings: wish.bindings, unfinished })

  const forwardsScheme = wish.adopting?.forwardsScheme ?? wish.bindings.some(({ protocol }) => protocol === 'https')
  const found = await readIfThere(file)
  const port = found === undefined ? 'none' : portOf(found)
  const text = frontWebConfig({ ...wish, forwardsScheme }, typeof port === 'number' ? port : wish.adopting?.port)
  if (found !== undefined && found !== text && !wasMade(marker, hashOf(found)))
    throw new RouterRefused(
      `${file} was not made by this step, or has been changed by hand since`,
      'Undo the change, or delete the file when no release is live.',
    )

  const site = siteNamed(iis, name)
  const edit = site && bindingEdit(site, wish.bindings)
  // What a run that was killed has recorded served last.
  const rebinding = site && (marker.rebinding ?? (edit && recordsOf(site.bindings)))
  const before = rebinding && recordedBindings(rebinding)
  /** Users may be on the front site with other bindings than the wanted ones. */
  const wayBack = before && !sameBindings(before, wish.bindings) ? before : undefined
  await refuseTakenPorts(log, iis, edit?.add ?? [])

  const { changes: forProxy, warnings } = await proxyChanges(log, wish.timeoutMs)
  const forVariable =
    forwardsScheme && !(await allowedServerVariables(log)).some((known) => known.toUpperCase() === schemeVariable)
      ? [allowServerVariables([schemeVariable])]
      : []
  const forSite = site
    ? edit
      ? [{ ...editBindings(`Bind site "${name}" to ${bindingsText(wish.bindings)}`, [edit]), pools: [name] }]
      : []
    : [
        addSite({
          name,
          id: newSiteId(iis),
          bindings: wish.bindings,
          physicalPath: folder,
          pool: name,
          autoStart: true,
        }),
      ]
  const forPool = poolNamed(iis, name)
    ? []
    : [
        addPool({
          name,
          autoStart: true,
          runtimeVersion: '',
          startMode: 'AlwaysRunning',
          idleTimeoutMs: 0,
          periodicRestartMs: 0,
        }),
      ]
  const changes = [...forProxy, ...forVariable, ...forPool, ...forSite]
  const router: ArrRewriteRouter = {
    kind: 'arr-rewrite',
    site: name,
    pool: name,
    folder,
    frontDoor: wish.frontDoor,
    portHeader: wish.portHeader,
    made: hashOf(text),
  }
  for (const warning of warnings) log.warning(warning)
  const right = changes.length === 0 && found === text && !unfinished
  if (whatIf) {
    if (found !== text) log.info(`What if: ${file} would be written.`)
    for (const change of changes) log.info(`What if: ${change.says}.`)
    return {
      router,
      says: right ? `The front site ${name} is there already.` : `The front site ${name} would be made.`,
    }
  }

  if (!right)
    await opened.save({ ...aboutToMake(bindingsSettled(marker), router.made), ...(rebinding ? { rebinding } : {}) })
  await mkdir(folder, { recursive: true })
  // In front of users a rule must not set a variable that is not allowed yet: 500.50.
  if (site && forVariable.length > 0) await commit(log, [...forProxy, ...forVariable], wish.commit)
  if (found !== text) await replaceFile(file, text)
  if (wayBack) {
    // Whatever has gone wrong: bindings that serve stay, others do not.
    const problem = await problemOf(bringUp(reboundStartLimitMs))
    const silence = await problemOf(frontAnswers(wish, 'ARR', undefined, reboundLimitMs))
    if (silence) await oldBindingsAgain(log, opened, name, wayBack, wish, problem ?? silence)
    await opened.save(bindingsSettled(opened.marker))
    if (problem) throw problem
  } else {
    await bringUp(startLimitMs)
    await frontAnswers(wish, 'ARR')
  }
  return {
    router,
    says: right
      ? `The front site ${name} is there already, and answers.`
      : `The front site ${name} is made, and answers.`,
  }

  async function bringUp(limitMs: number): Promise<void> {
    await commit(log, changes, wish.commit)
    if (!right) await grant(log, { folder, pool: name, right: 'RX' })
    await startPool(log, name, { limitMs })
    await startSite(log, name, { limitMs })
    await arrRewrite(folder).livePort()
  }
}

const problemOf = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )
