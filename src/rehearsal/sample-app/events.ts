import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { answerJson } from './answer-json.js'
import { wholeNumber } from './whole-number.js'

const eventEveryMs = 200

/** Server-sent events for `seconds` (default 1): numbered, each with the release; the last one is called `end`. */
export async function events(release: string, response: ServerResponse, query: URLSearchParams): Promise<void> {
  let seconds: number
  try {
    seconds = wholeNumber(query.get('seconds') ?? '1', 'seconds', 3600)
  } catch (error) {
    return answerJson(response, 400, { release, error: String(error) })
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  await pipeline(Readable.from(numbered(release, seconds * 1000)), response)
}

async function* numbered(release: string, ms: number): AsyncGenerator<string> {
  const endsAt = performance.now() + ms
  const event = (number: number, called: string) => `id: ${number}\nevent: ${called}\ndata: ${release}\n\n`
  let number = 0
  for (let leftMs = ms; leftMs > 0; leftMs = endsAt - performance.now()) {
    yield event(++number, 'tick')
    await delay(Math.min(eventEveryMs, leftMs))
  }
  yield event(++number, 'end')
}
