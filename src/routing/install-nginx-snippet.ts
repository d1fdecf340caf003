import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { removeFile, removeTemporaries, replaceFile } from '../machine/replace-file.js'
import { waitUntil } from '../machine/wait-until.js'
import { whatHappened } from '../octopus/step-failed.js'
import type { FrontDoor, Marker } from '../slots/marker.js'
import { readIfThere } from '../slots/read-if-there.js'
import type { OpenApplication } from '../slots/with-application.js'
import { buildIn, conflictingName, pidFileIn } from './nginx-configuration.js'
import { loadedSnippet } from './nginx-loaded.js'
import { type NginxProgram, reasonIn, runNginx } from './nginx-program.js'
import { markIn } from './nginx-question.js'
import { NginxUnusable } from './nginx-unusable.js'
import { titleOf } from './nginx-workers.js'
import { type BeforeReload, beforeReload, type NotTaken, reloadTaken } from './reload-taken.js'
import { RouterRefused } from './router-refused.js'
import { warnIfServed } from './served-already.js'
import { aboutToMake, wasMade } from './was-made.js'

export const hashOfSnippet = (text: string) => createHash('sha256').update(text).digest('hex')

export type FoundSnippet = {
  readonly conf: string
  /** As it is to be. */
  readonly text: string
  /** As it is. */
  readonly found: string | undefined
  readonly frontDoor: FrontDoor
  /** It is as it is to be, and NGINX says that this is what it has loaded. */
  readonly isThere: boolean
}

/** @throws RouterRefused where the file is somebody else's, or changed by hand */
export async function findSnippet(
  { marker }: OpenApplication,
  frontDoor: FrontDoor,
  conf: string,
  text: string,
): Promise<FoundSnippet> {
  const found = await readIfThere(conf)
  if (found !== undefined && found !== text && !wasMade(marker, hashOfSnippet(found)))
    throw new RouterRefused(
      `${conf} was not made by this step, or has been changed by hand since`,
      'Choose another file (BG.NginxConf), or move that one out of the way.',
    )
  return { conf, text, found, frontDoor, isThere: found === text && (await isLoaded(marker, frontDoor, text)) }
}

/** NGINX may just be started anew. */
const restartLimitMs = 20_000

const isLoaded = ({ preparing }: Marker, frontDoor: FrontDoor, text: string): Promise<boolean> =>
  waitUntil(`NGINX to answer at ${frontDoor.url}`, restartLimitMs, 100, async () => {
    const loaded = await loadedSnippet(frontDoor)
    if (loaded !== 'down') return loaded === markIn(text)
    // After a run that was killed it may never have listened there.
    return preparing === undefined ? undefined : false
  }).catch(() => false)

/**
 * Puts a snippet into NGINX's configuration: tested by NGINX, loaded, and asked for at the front door. What fails is taken back: NGINX
 * would come up with it, or not at all, after a restart.
 * @throws RouterRefused
 */
export async function installSnippet(
  log: Log,
  opened: OpenApplication,
  nginx: NginxProgram,
  snippet: FoundSnippet,
): Promise<void> {
  const { app, marker } = opened
  const { conf, text, found, isThere } = snippet
  // There from before the first change until NGINX has loaded the new text; empty: there was no snippet.
  const before = paths.join(app.files.router, 'nginx-before.conf')
  await removeTemporaries(paths.dirname(conf), { of: paths.basename(conf), isMine: true })
  if (!isThere) {
    await mkdir(paths.dirname(conf), { recursive: true })
    const kept = marker.preparing === undefined ? undefined : await readIfThere(before)
    if (kept === undefined) await replaceFile(before, found ?? '')
    const isFirst = !(kept ?? found)
    if (isFirst) await warnIfServed(log, snippet.frontDoor)
    await opened.save(aboutToMake(marker, hashOfSnippet(text)))
    await replaceFile(conf, text)
    const failure = await load(log, nginx, snippet, isFirst).catch((error: unknown) => ({ error, mayComeLater: true }))
    if (failure) {
      const good = await readIfThere(before)
      await (good ? replaceFile(conf, good) : removeFile(conf))
      // A reload that is only late must not find the new text. One that has failed has closed no connection, and needs no other.
      const mayComeLater = failure.mayComeLater || (found ?? '') !== good
      if (mayComeLater) await runNginx(log, nginx, ['-s', 'reload']).catch(() => {})
      throw failure.error
    }
  }
  await removeFile(before)
}

type NotLoaded = {
  readonly error: unknown
  /** NGINX was told to load it, and has not said that it does not. */
  readonly mayComeLater: boolean
}

async function load(
  log: Log,
  nginx: NginxProgram,
  { conf, text, frontDoor }: FoundSnippet,
  isFirst: boolean,
): Promise<NotLoaded | undefined> {
  const notLoaded = (happened: string, todo: string, mayComeLater = false): NotLoaded => ({
    error: new RouterRefused(happened, `${todo}; the file is as it was before.`),
    mayComeLater,
  })
  const test = await runNginx(log, nginx, ['-T'])
  const tellTest = () => {
    for (const line of test.stderr.trim().split('\n')) log.info(`  nginx: ${line}`)
  }
  if (test.exitCode !== 0) {
    tellTest()
    return notLoaded(
      `NGINX refuses its configuration with ${conf} in it (exit code ${test.exitCode}): ${reasonIn(test.stderr)}`,
      'Correct the parameters, or the rest of the configuration',
    )
  }
  const mark = markIn(text) ?? ''
  if (!test.stdout.includes(mark))
    return notLoaded(
      `NGINX's configuration does not include ${conf}`,
      'Include it in the http block, or correct BG.NginxConf or BG.NginxMainConf',
    )
  const taken = isFirst ? conflictingName(test.stderr, text) : undefined
  if (taken)
    return notLoaded(
      `NGINX has another server block for ${taken}: it would ignore one of the two, and its users may get this application before it has a release`,
      'Take the name out of that server block ("nginx -T" shows it), or begin at another port (BG.NginxListen, BG.FrontDoorAddress)',
    )
  const build = buildIn((await runNginx(log, nginx, ['-V'])).stderr)
  const before = await beforeReload(log, pidFileIn(nginx, test.stdout, build))
  const reload = await runNginx(log, nginx, ['-s', 'reload'])
  if (reload.exitCode !== 0)
    return notLoaded(
      `NGINX could not be told to load ${conf} (exit code ${reload.exitCode}): ${reload.stderr.trim().split('\n').at(-1) ?? ''}`,
      'Start NGINX, and run this step again',
    )
  const failed = await reloadTaken(log, before, (tell) => answersWith(mark, frontDoor, before, tell)).catch(
    (error: unknown): NotTaken => ({ why: whatHappened(error).replace(/\.$/, ''), isOver: false }),
  )
  if (!failed) return undefined
  tellTest()
  const runs = before.master === undefined ? '' : ` (${titleOf(before.master)})`
  return notLoaded(
    `NGINX was told to load ${conf} and did not: ${failed.why}`,
    failed.isOver
      ? 'Correct what NGINX says: free a port that is taken, or correct BG.NginxListen. Until then NGINX would not come up with that file. Run this step again'
      : `See that the NGINX that runs${runs} reads that file (BG.NginxConf, BG.NginxMainConf), that BG.FrontDoorAddress leads to it, and what its error log says. Run this step again`,
    !failed.isOver,
  )
}

/** @throws NginxUnusable where it will not answer any more */
async function answersWith(
  mark: string,
  frontDoor: FrontDoor,
  { workers }: BeforeReload,
  tell: (seen: string) => void,
): Promise<boolean> {
  try {
    const loaded = await loadedSnippet(frontDoor)
    if (loaded === 'down') throw new NginxUnusable(`Nobody listens at ${frontDoor.url}`, 'Correct BG.NginxListen.')
    tell(loaded === mark ? '' : 'another file of "Prepare Router" answers')
    return loaded === mark
  } catch (error) {
    // With workers that are known NGINX has its new configuration by now.
    if (workers.length > 0 && process.platform !== 'win32') throw error
    tell(whatHappened(error))
    return false
  }
}
