import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { replaceFile } from '../machine/replace-file.js'
import { waitUntil } from '../machine/wait-until.js'
import type { NginxReloadRouter } from '../slots/marker.js'
import { readIfThere } from '../slots/read-if-there.js'
import { readConfiguration } from './nginx-configuration.js'
import { keepAliveNotice, keptForMs } from './nginx-keep-alive.js'
import { loadedPort } from './nginx-loaded.js'
import { NginxNotReloaded } from './nginx-not-reloaded.js'
import { type NginxProgram, reasonIn, runNginx } from './nginx-program.js'
import { portInUpstreamFile, upstreamFileText } from './nginx-reload-snippet.js'
import { NginxUnusable } from './nginx-unusable.js'
import { isLeaving, type NginxWorker, stillRunning, workersOf } from './nginx-workers.js'
import { forgetWorkers, notedWorkers, noteWorkers } from './noted-workers.js'
import { type BeforeReload, beforeReload, reloadTaken, takenLimitMs } from './reload-taken.js'
import type { Router } from './router.js'
import { RouterChangedByHand } from './router-changed-by-hand.js'
import { RouterFileFailed } from './router-file-failed.js'

const lookMs = 20
/** The master waits 100 ms between the start of new workers and the end of old ones. */
const agreeMs = 1_000

const asPort = (named: number | 'none'): number | undefined => (named === 'none' ? undefined : named)

/**
 * One upstream in a file of its own: a switch replaces the file and reloads NGINX.
 *
 * What is live is what NGINX has *loaded*, and it is asked for that: a process that was killed between the file and the reload leaves
 * a file that is ahead, and a note of our own could be just as wrong, for anybody may reload NGINX at any time (certbot does). The
 * answer comes from the configuration of the very worker that gives it, without the slot. Only where NGINX does not run the file
 * counts: that is what it will load.
 * @throws NginxUnusable, NginxNotReloaded, RouterChangedByHand, RouterFileFailed
 */
export function nginxReload(
  log: Log,
  { upstreamFile, key, frontDoor, nginx: program, mainConf }: NginxReloadRouter,
): Router {
  const nginx: NginxProgram = { program, mainConf }
  const folder = paths.dirname(upstreamFile)

  /** Undefined: it is not there, or not as it was made. */
  async function inFile(): Promise<number | 'none' | undefined> {
    const text = await readIfThere(upstreamFile).catch((cause: unknown) => {
      throw new RouterFileFailed(`${upstreamFile} cannot be read`, cause)
    })
    return portInUpstreamFile(key, text ?? '')
  }
  async function checkedFile(): Promise<number | 'none'> {
    const named = await inFile()
    if (named === undefined) throw new RouterChangedByHand(`${upstreamFile} is missing, or not as it was made`)
    return named
  }
  const writeFile = (named: number | 'none') =>
    replaceFile(upstreamFile, upstreamFileText(key, asPort(named))).catch((cause: unknown) => {
      throw new RouterFileFailed(`${upstreamFile} cannot be replaced`, cause)
    })
  /** Soon after a reload an old worker may answer as well: one that agrees with the file is believed first. */
  async function serving(): Promise<number | 'none'> {
    const file = await inFile()
    const deadline = performance.now() + agreeMs
    for (;;) {
      const loaded = await loadedPort(frontDoor)
      if (loaded === 'down') return checkedFile()
      if (loaded === file || performance.now() >= deadline) return loaded
      await pause(lookMs)
    }
  }

  /** @throws Error, which says why not */
  async function tellToReload(): Promise<void> {
    const test = await runNginx(log, nginx, ['-t'])
    if (test.exitCode !== 0)
      throw new Error(`NGINX refuses its configuration (exit code ${test.exitCode}): ${reasonIn(test.stderr)}`)
    const reload = await runNginx(log, nginx, ['-s', 'reload'])
    if (reload.exitCode !== 0)
      throw new Error(`NGINX could not be told to reload (exit code ${reload.exitCode}): ${reasonIn(reload.stderr)}`)
  }

  /** @throws Error, which says why not */
  async function seeItTaken(named: number | 'none', before: BeforeReload): Promise<void> {
    const failed = await reloadTaken(log, before, async (tell) => {
      const loaded = await loadedPort(frontDoor)
      tell(`NGINX says it has loaded ${loaded}`)
      return loaded === named
    })
    if (failed) throw new Error(`NGINX was told to reload and did not take its new configuration: ${failed.why}`)
  }

  /** What NGINX had, in the file and loaded. @returns how it stands, for the error */
  async function takeBack(named: number | 'none', wasToldToReload: boolean): Promise<string> {
    await writeFile(named)
    // A reload that is only late must not find the new file, nor stay the last one.
    if (wasToldToReload) await runNginx(log, nginx, ['-s', 'reload']).catch(() => {})
    const says = await waitUntil(`NGINX to serve ${named} again`, takenLimitMs, lookMs, async (_leftMs, tell) => {
      const loaded = await loadedPort(frontDoor)
      tell(`NGINX says it has loaded ${loaded}`)
      return loaded === named || loaded === 'down' ? loaded : undefined
    }).catch((error: unknown): string => (error instanceof Error ? error.message : String(error)))
    if (says === 'down') return `${upstreamFile} names ${named} again. Nobody listens at ${frontDoor.url}.`
    return says === named
      ? `${upstreamFile} names ${named} again, and that is what NGINX serves.`
      : `${upstreamFile} names ${named} again, but: ${says}`
  }

  /** Writes the file, reloads NGINX, and sees it taken. Else both are as before. */
  async function load(named: number | 'none', loaded: number | 'none'): Promise<void> {
    const { version, pidFile, dump } = await readConfiguration(log, nginx)
    const keptMs = keptForMs(version, dump)
    log.info(keepAliveNotice(version, keptMs))
    const before = await beforeReload(log, pidFile)
    const { master, workers } = before
    if (master === undefined)
      throw new NginxUnusable(
        `NGINX does not run: no process belongs to its pid file ${pidFile}`,
        'Start NGINX; it comes up with what was live.',
      )
    // Before anything is changed: whoever stops the previous slot, now or after a kill, must know whom to wait for.
    if (loaded !== 'none') await noteWorkers(folder, { to: named, master, workers })
    await writeFile(named)
    let isTold = false
    try {
      await tellToReload()
      isTold = true
      await seeItTaken(named, before)
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new NginxNotReloaded(why.replace(/\.$/, ''), await takeBack(loaded, isTold), cause)
    }
    await keptConnectionsOver(workers, keptMs)
  }

  /** Waits until no worker from before takes a further request, on a connection that it has kept open: the proof has new ones only. */
  async function keptConnectionsOver(before: readonly NginxWorker[], keptMs: number): Promise<void> {
    const overAt = performance.now() + keptMs
    while (performance.now() < overAt && (await stillRunning(log, before)).length > 0) await pause(lookMs)
  }

  return {
    called: `NGINX (upstream file ${upstreamFile}, reloaded)`,
    async livePort() {
      return asPort(await serving())
    },
    async makeLive(port) {
      const named = port ?? 'none'
      const [loaded, file] = [await serving(), await checkedFile()]
      if (loaded !== named || file !== named) await load(named, loaded)
    },
    async settle(mayChange) {
      const file = await inFile()
      const loaded = file === undefined ? await loadedPort(frontDoor) : await serving()
      if (loaded === file || loaded === 'down') return
      const ahead = `${upstreamFile} ${file === undefined ? 'is missing or was changed by hand' : `names ${file}`}, and NGINX has loaded ${loaded}: a switch was killed, or somebody changed the file`
      log.warning(`${ahead}. What NGINX has loaded is what is live${mayChange ? '; the file is made to say so' : ''}.`)
      if (!mayChange) return
      await checkedFile()
      // Reloaded too: the switch that was killed may have told NGINX to reload a moment ago.
      await load(loaded, loaded)
    },
    async oldWorkers() {
      const noted = await notedWorkers(folder)
      if (!noted) return 0
      // What is noted counts unless that reload was taken back; workers that say that they are leaving count in any case.
      const isMeant = (await inFile()) === noted.to
      const old = isMeant ? [...noted.workers] : []
      old.push(...(await workersOf(log, noted.master)).filter(isLeaving))
      const count = new Set((await stillRunning(log, old)).map(({ pid }) => pid)).size
      if (count === 0 && isMeant) await forgetWorkers(folder)
      return count
    },
  }
}
