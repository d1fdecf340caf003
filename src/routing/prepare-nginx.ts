import { chmod, mkdir } from 'node:fs/promises'
import { findProgram } from '../machine/find-program.js'
import type { Log } from '../machine/log.js'
import { paths } from '../machine/paths.js'
import type { FrontDoor, NginxFlagRouter } from '../slots/marker.js'
import type { OpenApplication } from '../slots/with-application.js'
import { frontAnswers } from './front-answers.js'
import { findSnippet, hashOfSnippet, installSnippet } from './install-nginx-snippet.js'
import { nginxFlag } from './nginx-flag.js'
import type { NginxServer } from './nginx-server-block.js'
import { nginxSnippet } from './nginx-snippet.js'
import { RouterRefused } from './router-refused.js'
import { warnIfServed } from './served-already.js'

/** What both routers with NGINX are told. */
export type NginxServerWish = Omit<NginxServer, 'name'> & {
  readonly frontDoor: FrontDoor
  /** Where the snippet goes: a file that NGINX's configuration includes in its http block. */
  readonly conf: string
  /** The program; undefined: found on PATH. */
  readonly program: string | undefined
  /** The main configuration file, where it is not the one that NGINX was built for. */
  readonly mainConf: string | undefined
}

export type NginxWish = NginxServerWish & { readonly ports: readonly [number, number] }

/** NGINX looks for the flag at each request; only workers that are about to end may not know it. */
const flagLimitMs = 5_000

/**
 * Puts the snippet of a flag file into NGINX's configuration, and sees it answer.
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
  const flag = paths.join(app.files.router, 'green.flag')
  const text = nginxSnippet({ ...wish, name: paths.basename(app.folder), flag })
  const program = wish.program ?? findProgram('nginx')
  const ports = marker.router?.kind === 'nginx-flag' ? marker.router.ports : wish.ports
  if (!nothingLive && ports.join() !== wish.ports.join())
    throw new RouterRefused(
      `NGINX sends users to the ports ${ports.join(' and ')} now, and BG.Ports says ${wish.ports.join(',')}: they would be sent to a port that nobody listens on`,
      `Give ${ports.join(',')} in BG.Ports, in this order; for other ports give the application another BG.Instance, and move users over.`,
    )
  const snippet = await findSnippet(opened, wish.frontDoor, wish.conf, text)
  const router: NginxFlagRouter = {
    kind: 'nginx-flag',
    ports: wish.ports,
    flag,
    conf: wish.conf,
    nginx: program,
    frontDoor: wish.frontDoor,
    portHeader: wish.portHeader,
    made: hashOfSnippet(text),
  }
  if (whatIf) {
    if (snippet.found === undefined) await warnIfServed(log, wish.frontDoor)
    return {
      router,
      says: snippet.isThere ? `${wish.conf} is there already.` : `${wish.conf} would be written and NGINX reloaded.`,
    }
  }

  await mkdir(app.files.router, { recursive: true })
  for (const folder of [app.folder, app.files.router]) await chmod(folder, 0o755) // NGINX's worker is another user
  await installSnippet(log, opened, { program, mainConf: wish.mainConf }, snippet)
  // Loaded now, or by a run that has not come to the end.
  const isNew = opened.marker.preparing !== undefined
  if (nothingLive && wish.portHeader && isNew) await tryFlag(wish, flag)
  return {
    router,
    says: snippet.isThere ? `${wish.conf} is there already, and answers.` : `${wish.conf} is loaded, and answers.`,
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
