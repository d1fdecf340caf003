import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { removeFile, removeTemporaries, replaceFile } from '../machine/replace-file.js'
import { readIfThere } from '../slots/read-if-there.js'
import type { OpenApplication } from '../slots/with-application.js'
import { type NginxProgram, reasonIn, runNginx } from './nginx-program.js'
import { RouterRefused } from './router-refused.js'
import { aboutToMake, wasMade } from './was-made.js'

export const hashOfSnippet = (text: string) => createHash('sha256').update(text).digest('hex')

export type FoundSnippet = {
  readonly conf: string
  /** As it is to be. */
  readonly text: string
  /** As it is. */
  readonly found: string | undefined
  /** It is as it is to be, and a run that was killed has left nothing to test or load. */
  readonly isThere: boolean
}

/** @throws RouterRefused where the file is somebody else's, or changed by hand */
export async function findSnippet({ marker }: OpenApplication, conf: string, text: string): Promise<FoundSnippet> {
  const found = await readIfThere(conf)
  if (found !== undefined && found !== text && !wasMade(marker, hashOfSnippet(found)))
    throw new RouterRefused(
      `${conf} was not made by this step, or has been changed by hand since`,
      'Choose another file (BG.NginxConf), or move that one out of the way.',
    )
  return { conf, text, found, isThere: found === text && marker.preparing === undefined }
}

/**
 * Puts a snippet into NGINX's configuration: tested with `nginx -t`, taken back when that fails, loaded where it does not answer
 * already.
 * @param answers whether it does: rejects when not
 * @returns whether it was loaded now
 */
export async function installSnippet(
  log: Log,
  opened: OpenApplication,
  nginx: NginxProgram,
  { conf, text, found, isThere }: FoundSnippet,
  answers: () => Promise<unknown>,
): Promise<boolean> {
  const { app, marker } = opened
  const before = paths.join(app.files.router, 'nginx-before.conf')
  if (!isThere) {
    await mkdir(paths.dirname(conf), { recursive: true })
    await removeTemporaries(paths.dirname(conf), { of: paths.basename(conf), isMine: true })
    if (marker.preparing === undefined && found !== undefined) await replaceFile(before, found)
    await opened.save(aboutToMake(marker, hashOfSnippet(text)))
    await replaceFile(conf, text)
    const test = await runNginx(log, nginx, ['-t'])
    if (test.exitCode !== 0) {
      const good = await readIfThere(before)
      await (good === undefined ? removeFile(conf) : replaceFile(conf, good))
      for (const line of test.stderr.trim().split('\n')) log.info(`  nginx: ${line}`)
      throw new RouterRefused(
        `NGINX refuses its configuration with ${conf} in it (exit code ${test.exitCode}): ${reasonIn(test.stderr)}`,
        'Correct the parameters, or the rest of the configuration; the file is as it was before.',
      )
    }
  }
  // Also when the file is there already: NGINX may have been started without it since.
  const answersNow =
    isThere &&
    (await answers().then(
      () => true,
      () => false,
    ))
  if (!answersNow) {
    const reload = await runNginx(log, nginx, ['-s', 'reload'])
    if (reload.exitCode !== 0)
      throw new RouterRefused(
        `NGINX could not be told to load ${conf} (exit code ${reload.exitCode}): ${reload.stderr.trim().split('\n').at(-1) ?? ''}`,
        'Start NGINX, and run this step again.',
      )
    await answers()
  }
  await removeFile(before)
  return !answersNow
}
