import { longAnswer } from './long-answer.js'
import type { LongTransfer } from './long-transfer.js'
import { targetUrl } from './target-url.js'

/** Server-sent events: whole only if all of them came, in order and from one release, and the last one says that it is. */
export async function longEvents(transfer: LongTransfer): Promise<void> {
  const { target, seconds, progress } = transfer
  const answer = longAnswer(transfer, targetUrl(target, `/events?seconds=${seconds}`), 'GET', {
    Accept: 'text/event-stream',
  })
  answer.request.end()
  const events = (await answer.body)
    .toString('utf8')
    .split('\n\n')
    .filter(Boolean)
    .map((text) => /^id: (\d+)\nevent: (tick|end)\ndata: (\S+)$/.exec(text))
  const header = progress.releaseBegin
  for (const [index, event] of events.entries()) {
    const [, number, , release] = event ?? []
    if (Number(number) !== index + 1) throw new Error(`event ${index + 1} is missing, of ${events.length} that came`)
    progress.releaseBegin ??= release
    progress.releaseEnd = release
    if (release !== progress.releaseBegin)
      throw new Error(
        index === 0
          ? `${header} in the header of the events, ${release} in the first`
          : `event ${index + 1} is from release ${release}, the first was from ${progress.releaseBegin}`,
      )
  }
  if (events.at(-1)?.[2] !== 'end') throw new Error(`the events ended without the last one, after ${events.length}`)
}
