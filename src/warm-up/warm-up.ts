import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, isCutOff, type Request, request } from '../http/request.js'
import type { Log } from '../machine/log.js'
import { judge, judgeError, type ReleaseCheck, type Verdict } from './judge.js'
import { WarmUpFailed } from './warm-up-failed.js'
import type { WarmUpUrl } from './warm-up-url.js'

export type WarmUp = {
  /** Shown in messages. */
  readonly slot: string
  readonly urls: readonly WarmUpUrl[]
  /** Everything of a request but its path and its limit. */
  readonly to: Omit<Request, 'url' | 'timeoutMs'> & { readonly base: URL }
  readonly release?: ReleaseCheck
  /** Limit of the very first request: the application initialises in it. */
  readonly firstAnswerMs: number
  /** Limit of the whole warm-up. */
  readonly limitMs: number
  /** A warm answer takes no longer. */
  readonly latencyMs: number
  /** Warm answers needed in a row, for each address. */
  readonly inARow: number
}

/** The same final answer this often in a row ends the wait: a site that is just starting may say 404 once. */
const finalAnswers = 3
const touchesAtOnce = 4
const leastWaitMs = 250
const mostWaitMs = 5_000

/**
 * Warms a slot up through its own port: the first address alone and patiently; then answers in a row, each good and quick, a bad
 * or slow one starts the count again; then every other address, touched twice side by side and measured one at a time.
 * (Measured: measuring four at a time on a busy single-threaded application never ends.)
 * @returns requests sent, and the latency of the last one, ms
 * @throws WarmUpFailed
 */
export async function warmUp(log: Log, wanted: WarmUp): Promise<{ requests: number; lastMs: number }> {
  const deadline = performance.now() + wanted.limitMs
  const left = () => deadline - performance.now()
  let requests = 0

  /** `isLast`: the limit of the whole warm-up has cut it off. */
  async function ask(
    url: WarmUpUrl,
    limitMs: number,
  ): Promise<{ verdict: Verdict; answer?: Answer; isLast?: boolean }> {
    requests += 1
    const leftMs = left()
    const timeoutMs = Math.max(1, Math.round(Math.min(limitMs, leftMs)))
    try {
      const answer = await request({ ...wanted.to, url: new URL(`${wanted.to.base.origin}${url.path}`), timeoutMs })
      return { verdict: judge(url, answer, wanted.release), answer }
    } catch (error) {
      return { verdict: judgeError(error), isLast: leftMs < limitMs && isCutOff(error) }
    }
  }

  async function untilWarm(url: WarmUpUrl): Promise<number> {
    let [inARow, finals, waitMs, told, lastMs, why] = [0, 0, leastWaitMs, '', 0, 'was not asked yet']
    while (inARow < wanted.inARow) {
      if (left() <= 0)
        throw new WarmUpFailed(
          wanted.slot,
          `after ${wanted.limitMs / 1000} s and ${requests} requests ${url.path} ${why}`,
        )
      const { verdict, answer, isLast } = await ask(url, inARow === 0 ? wanted.firstAnswerMs : wanted.latencyMs * 10)
      // It tells less than the one before it.
      if (isLast && told) continue
      lastMs = answer?.ms ?? 0
      const slow = verdict.good && lastMs > wanted.latencyMs
      inARow = verdict.good && !slow ? inARow + 1 : 0
      why = !verdict.good
        ? verdict.why
        : slow
          ? `took ${lastMs} ms; warm is ${wanted.latencyMs} ms`
          : `was warm ${inARow} times in a row, not yet ${wanted.inARow}`
      // Each slow answer takes another time: one line is enough.
      const kind = slow ? 'slow' : why
      if (inARow === 0 && kind !== told) log.info(`${url.path} ${why}`)
      told = kind
      finals = !verdict.good && verdict.final ? finals + 1 : 0
      if (finals >= finalAnswers) throw new WarmUpFailed(wanted.slot, `${url.path} ${why}`)
      if (verdict.good) continue
      await sleep(Math.max(0, Math.min(waitMs, left())))
      waitMs = answer ? leastWaitMs : Math.min(waitMs * 2, mostWaitMs)
    }
    return lastMs
  }

  const [first, ...others] = wanted.urls
  if (!first) throw new WarmUpFailed(wanted.slot, 'no address was given')
  let lastMs = await untilWarm(first)
  log.info(`${first.path} is warm after ${requests} requests`)
  const touches = [...others, ...others]
  await Promise.all(
    Array.from({ length: touchesAtOnce }, async () => {
      for (let url = touches.shift(); url && left() > 0; url = touches.shift()) await ask(url, wanted.firstAnswerMs)
    }),
  )
  for (const [index, url] of others.entries()) {
    lastMs = await untilWarm(url)
    log.progress(((index + 1) / others.length) * 100, `${url.path} is warm`)
  }
  return { requests, lastMs }
}
