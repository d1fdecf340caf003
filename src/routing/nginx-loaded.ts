import { setTimeout as pause } from 'node:timers/promises'
import { request, requestProblem } from '../http/request.js'
import type { FrontDoor } from '../slots/marker.js'
import { asking, markAnswered } from './nginx-question.js'
import { loadedPortIn } from './nginx-reload-snippet.js'
import { NginxUnusable } from './nginx-unusable.js'

/** `down`: nobody listens at the front door. */
export type Loaded = number | 'none' | 'down'

const attempts = 3
const answerLimitMs = 10_000
const betweenMs = 200

/**
 * Asks NGINX which port the configuration that it has loaded names. It answers by itself, whatever state the slot is in.
 * @throws NginxUnusable when there is no answer, or another server's
 */
export const loadedPort = (frontDoor: FrontDoor): Promise<Loaded> =>
  asked(frontDoor, 'which port it has loaded', asking('loaded'), loadedPortIn)

/**
 * Asks NGINX for the mark of the snippet that it has loaded.
 * @throws NginxUnusable when there is no answer, or another server's, or that of a snippet without a mark
 */
export const loadedSnippet = (frontDoor: FrontDoor): Promise<string | 'down'> =>
  asked(frontDoor, 'which file of "Prepare Router" it has loaded', asking('snippet'), markAnswered)

async function asked<T>(
  { url, host }: FrontDoor,
  what: string,
  headers: Readonly<Record<string, string>>,
  read: (body: string) => T | undefined,
): Promise<T | 'down'> {
  const own = addressIn(url)
  let problem = ''
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      const { body, status } = await request({
        url: new URL(url),
        ...(host ? { host } : {}),
        headers,
        ...(own ? { from: own } : {}),
        anyCertificate: true,
        timeoutMs: answerLimitMs,
      })
      const answer = read(body)
      if (answer !== undefined) return answer
      problem = `something else answered, with status ${status}`
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return 'down'
      problem = requestProblem(error)
    }
    if (attempt < attempts) await pause(betweenMs)
  }
  throw new NginxUnusable(
    `NGINX was asked at ${url} ${what}: ${problem}`,
    'See that NGINX runs with the file of "Prepare Router" (BG.NginxConf), and that BG.FrontDoorAddress leads to it.',
  )
}

/**
 * NGINX answers who comes from the address that is asked. For any but the first one of a machine Linux would take that first one.
 * Undefined: a name, or 127.0.0.1, where it comes from by itself.
 */
const addressIn = (url: string): string | undefined =>
  /^(?:\[(.*)\]|(?!127\.0\.0\.1$)([\d.]+))$/.exec(new URL(url).hostname)?.slice(1).find(Boolean)
