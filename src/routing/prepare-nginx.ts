import { createHash } from 'node:crypto'
import { chmod, mkdir, readFile, rm } from 'node:fs/promises'
import { findProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import { removeTemporaries, replaceFile } from '../machine/replace-file.js'
import { runProgram } from '../machine/run-program.js'
import type { FrontDoor, NginxFlagRouter } from '../slots/marker.js'
import type { OpenApplication } from '../slots/with-application.js'
import { frontAnswers } from './front-answers.js'
import { nginxFlag } from './nginx-flag.js'
import { type NginxSnippet, nginxSnippet } from './nginx-snippet.js'
import { RouterRefused } from './router-refused.js'
import { aboutToMake, wasMade } from './was-made.js'

export type NginxWish = Omit<NginxSnippet, 'flag' | 'name'> & {
  readonly frontDoor: FrontDoor
  /** Where the snippet goes: a file that NGINX's configuration includes in its http block. */
  readonly conf: string
  /** The program; undefined: found on PATH. */
  readonly program: string | undefined
  /** The main configuration file, where it is not the one that NGINX was built for. */
  readonly mainConf: string | undefined
}

const nginxLimitMs = 30_000
/** NGINX looks for the flag at each request; only workers that are about to end may not know it. */
const flagLimitMs = 5_000

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })

/** NGINX for Windows looks for its folders below the current one, so it is told its own. */
const nginxArgs = (program: string, mainConf: string | undefined, args: readonly string[]) => [
  ...(process.platform === 'win32' ? ['-p', paths.dirname(program)] : []),
  ...(mainConf ? ['-c', mainConf] : []),
  ...args,
]

/**
 * Puts the snippet into NGINX's configuration: tested with `nginx -t`, taken back when that fails, loaded, and seen to answer.
 * As long as nothing is live the flag is tried out: a worker whose user cannot reach the folder would never see it.
 * @returns what the marker records, and a sentence
 */
export async function prepareNginx(
  log: Log,
  opened: OpenApplication,
  wish: NginxWish,
  { whatIf, nothingLive }: { whatIf: boolean; nothingLive: boolean },
): Promise<{ router: NginxFlagRouter; says: string }> {
  const { app, marker } = opened
  const unfinished = marker.preparing !== undefined
  const flag = paths.join(app.files.router, 'green.flag')
  const text = nginxSnippet({ ...wish, name: paths.basename(app.folder), flag })
  const program = wish.program ?? findProgram('nginx')
  const ports = marker.router?.kind === 'nginx-flag' ? marker.router.ports : wish.ports
  if (!nothingLive && ports.join() !== wish.ports.join())
    throw new RouterRefused(
      `NGINX sends users to the ports ${ports.join(' and ')} now, and BG.Ports says ${wish.ports.join(',')}: they would be sent to a port that nobody listens on`,
      `Give ${ports.join(',')} in BG.Ports, in this order; for other ports give the application another BG.Instance, and move users over.`,
    )
  const found = await textOf(wish.conf)
  if (found !== undefined && found !== text && !wasMade(marker, hash(found)))
    throw new RouterRefused(
      `${wish.conf} was not made by this step, or has been changed by hand since`,
      'Choose another file (BG.NginxConf), or move that one out of the way.',
    )
  const router: NginxFlagRouter = {
    kind: 'nginx-flag',
    ports: wish.ports,
    flag,
    conf: wish.conf,
    nginx: program,
    frontDoor: wish.frontDoor,
    portHeader: wish.portHeader,
    made: hash(text),
  }
  // A run that was killed may not have tested or loaded what it wrote.
  const isThere = found === text && !unfinished
  if (whatIf)
    return {
      router,
      says: isThere ? `${wish.conf} is there already.` : `${wish.conf} would be written and NGINX reloaded.`,
    }

  await mkdir(app.files.router, { recursive: true })
  for (const folder of [app.folder, app.files.router]) await chmod(folder, 0o755) // NGINX's worker is another user
  const run = (args: readonly string[]) =>
    runProgram(log, program, nginxArgs(program, wish.mainConf, args), { timeoutMs: nginxLimitMs })
  const before = paths.join(app.files.router, 'nginx-before.conf')
  if (!isThere) {
    await mkdir(paths.dirname(wish.conf), { recursive: true })
    await removeTemporaries(paths.dirname(wish.conf), { of: paths.basename(wish.conf), isMine: true })
    if (!unfinished && found !== undefined) await replaceFile(before, found)
    await opened.save(aboutToMake(marker, router.made))
    await replaceFile(wish.conf, text)
    const test = await run(['-t'])
    if (test.exitCode !== 0) {
      const good = await textOf(before)
      await (good === undefined ? rm(wish.conf, { force: true }) : replaceFile(wish.conf, good))
      const said = test.stderr.trim().split('\n')
      for (const line of said) log.info(`  nginx: ${line}`)
      throw new RouterRefused(
        `NGINX refuses its configuration with ${wish.conf} in it (exit code ${test.exitCode}): ${said.find((line) => line.includes('[emerg]')) ?? said.at(-1)}`,
        'Correct the parameters, or the rest of the configuration; the file is as it was before.',
      )
    }
  }
  // Also when the file is there already: NGINX may have been started without it since.
  const answersNow =
    isThere &&
    (await frontAnswers(wish, 'NGINX').then(
      () => true,
      () => false,
    ))
  if (!answersNow) {
    const reload = await run(['-s', 'reload'])
    if (reload.exitCode !== 0)
      throw new RouterRefused(
        `NGINX could not be told to load ${wish.conf} (exit code ${reload.exitCode}): ${reload.stderr.trim().split('\n').at(-1) ?? ''}`,
        'Start NGINX, and run this step again.',
      )
    await frontAnswers(wish, 'NGINX')
  }
  if (nothingLive && wish.portHeader && !answersNow) await tryFlag(wish, flag)
  await rm(before, { force: true })
  return {
    router,
    says: isThere ? `${wish.conf} is there already, and answers.` : `${wish.conf} is loaded, and answers.`,
  }
}

async function tryFlag(wish: NginxWish, flag: string): Promise<void> {
  const router = nginxFlag(flag, wish.ports)
  try {
    for (const port of [wish.ports[1], wish.ports[0]]) {
      await router.makeLive(port)
      await frontAnswers(wish, 'NGINX', port, flagLimitMs)
    }
  } catch (cause) {
    await router.makeLive(wish.ports[0])
    throw new RouterRefused(
      `NGINX does not see the file ${flag}`,
      'Let the user of its worker processes reach that folder (its error log says "stat() failed (13)").',
      cause,
    )
  }
}
