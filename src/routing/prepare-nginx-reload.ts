import { mkdir } from 'node:fs/promises'
import { findProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { replaceFile } from '../machine/replace-file.js'
import type { FrontDoor, NginxReloadRouter } from '../slots/marker.js'
import { readIfThere } from '../slots/read-if-there.js'
import type { OpenApplication } from '../slots/with-application.js'
import { findSnippet, hashOfSnippet, installSnippet } from './install-nginx-snippet.js'
import { nginxBuild } from './nginx-configuration.js'
import { keepAliveNotice, keepsConnections, keptForMs } from './nginx-keep-alive.js'
import { type Loaded, loadedPort } from './nginx-loaded.js'
import { nginxReload } from './nginx-reload.js'
import { nginxReloadSnippet, upstreamFileText } from './nginx-reload-snippet.js'
import type { NginxServerWish } from './prepare-nginx.js'
import { warnIfServed } from './served-already.js'

/**
 * Puts a snippet with one upstream into NGINX's configuration. The upstream's file lies in the application's own folder: NGINX's
 * master reads it as root, no `include *.conf` of somebody else finds it a second time, and nothing outside the application's folder
 * changes at a switch.
 * @returns what the marker records, and a sentence
 */
export async function prepareNginxReload(
  log: Log,
  opened: OpenApplication,
  wish: NginxServerWish,
  whatIf: boolean,
): Promise<{ router: NginxReloadRouter; says: string }> {
  const { app, marker } = opened
  const upstreamFile = paths.join(app.files.router, 'upstream.conf')
  // Kept: on Windows the folder may be written in other letters' case the next time.
  const key =
    marker.router?.kind === 'nginx-reload' ? marker.router.key : `bluegreen_${hashOfSnippet(app.folder).slice(0, 8)}`
  const nginx = { program: wish.program ?? findProgram('nginx'), mainConf: wish.mainConf }
  const { version } = await nginxBuild(log, nginx)
  const name = paths.basename(app.folder)
  const text = nginxReloadSnippet({ ...wish, name, key, upstreamFile, keepsConnections: keepsConnections(version) })
  const snippet = await findSnippet(opened, wish.frontDoor, wish.conf, text)
  const router: NginxReloadRouter = {
    kind: 'nginx-reload',
    upstreamFile,
    key,
    conf: wish.conf,
    nginx: nginx.program,
    ...(wish.mainConf ? { mainConf: wish.mainConf } : {}),
    frontDoor: wish.frontDoor,
    portHeader: wish.portHeader,
    made: hashOfSnippet(text),
  }
  log.info(`At each switch: ${keepAliveNotice(version, keptForMs(version, text))}`)
  const isRight = snippet.isThere && (await readIfThere(upstreamFile)) !== undefined
  if (whatIf) {
    if (snippet.found === undefined) await warnIfServed(log, wish.frontDoor)
    return {
      router,
      says: isRight ? `${wish.conf} is there already.` : `${wish.conf} would be written and NGINX reloaded.`,
    }
  }

  await mkdir(app.files.router, { recursive: true })
  if ((await readIfThere(upstreamFile)) === undefined)
    await replaceFile(upstreamFile, upstreamFileText(key, await liveNow(opened, wish.frontDoor)))
  // What follows may reload NGINX, which must not load what a killed switch has left.
  else if (marker.router?.kind === 'nginx-reload') await nginxReload(log, router).settle?.(true)
  await installSnippet(log, opened, nginx, snippet)
  return {
    router,
    says: isRight ? `${wish.conf} is there already, and answers.` : `${wish.conf} is loaded, and answers.`,
  }
}

/** Somebody has removed the file: NGINX may serve on with it, or not start without it. Undefined: there was no release yet. */
async function liveNow({ marker, events }: OpenApplication, frontDoor: FrontDoor): Promise<number | undefined> {
  const loaded = await loadedPort(frontDoor).catch((): Loaded => 'down')
  if (typeof loaded === 'number') return loaded
  const last = events.findLast(({ kind }) => ['switched', 'switched-back', 'reverted'].includes(kind))
  return marker.slots[last?.to ?? '']?.port ?? last?.port
}
