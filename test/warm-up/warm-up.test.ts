import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type WarmUp, warmUp } from '../../src/warm-up/warm-up.js'
import { WarmUpFailed } from '../../src/warm-up/warm-up-failed.js'
import { type WarmUpUrl, warmUpUrl } from '../../src/warm-up/warm-up-url.js'
import { answering, answeringSecurely, silentPort } from '../http/answering.js'
import { certificateFor } from '../http/certificates.js'
import { logLines } from '../machine/log-lines.js'

const urls = (...lines: string[]): WarmUpUrl[] =>
  lines.map((line) => {
    const url = warmUpUrl(line)
    if (!url) throw new Error(line)
    return url
  })

const wanted = (port: number, more: Partial<WarmUp> = {}): WarmUp => ({
  slot: 'MyApp-1.1.0',
  urls: urls('/'),
  to: { base: new URL(`http://127.0.0.1:${port}`), host: 'www.example.com' },
  firstAnswerMs: 5_000,
  limitMs: 10_000,
  latencyMs: 150,
  inARow: 3,
  ...more,
})

/** What warming says when it fails, and what it told before. */
async function failure(warming: WarmUp): Promise<{ message: string; lines: string[] }> {
  const log = logLines()
  const error = await warmUp(log, warming).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof WarmUpFailed)) throw new Error(`It did not fail as it should: ${error}`)
  expect(error.untouched).toBe('The router was not touched; what was live is live.')
  return { message: error.happened, lines: log.lines }
}

describe('a slot is warm', () => {
  test('after a first answer that took long and so many quick ones in a row', async () => {
    let asked = 0
    const port = await answering(async (request, answer) => {
      asked += 1
      if (asked === 1) await pause(250)
      answer.end(request.headers.host)
    })
    const log = logLines()
    const warm = await warmUp(log, wanted(port, { urls: urls('/ 200 www.example.com') }))
    expect(warm.requests).toBe(4)
    expect(warm.lastMs).toBeLessThanOrEqual(150)
    expect(log.lines).toEqual([
      expect.stringMatching(/^info: \/ took \d+ ms; warm is 150 ms$/),
      'info: / is warm after 4 requests',
    ])
  })

  test('when it listens only after a while', async () => {
    const port = await silentPort()
    const log = logLines()
    const warming = warmUp(log, wanted(port))
    await expect.poll(() => log.lines).toContain('info: / gives no answer: ECONNREFUSED')
    await answering((_, answer) => void answer.end(), { port })
    await expect(warming).resolves.toMatchObject({ lastMs: expect.any(Number) })
  })

  test('only when a slow or bad answer in between started the count again', async () => {
    let asked = 0
    const port = await answering(async (_, answer) => {
      asked += 1
      if (asked === 3) await pause(200)
      if (asked === 6) answer.statusCode = 500
      answer.end()
    })
    expect((await warmUp(logLines(), wanted(port))).requests).toBe(9)
  })

  test('when its release is the one that was deployed', async () => {
    let asked = 0
    const port = await answering((_, answer) => {
      asked += 1
      answer.setHeader('X-Release', asked === 1 ? '1.0.0' : '1.1.0').end()
    })
    const release = { header: 'X-Release', release: '1.1.0' }
    expect((await warmUp(logLines(), wanted(port, { release }))).requests).toBe(4)
  })

  test('through https with the public name and an authority of its own', async () => {
    const { ca, ...own } = await certificateFor('www.example.com')
    const port = await answeringSecurely(own, (_, answer) => void answer.end())
    const to = { base: new URL(`https://127.0.0.1:${port}`), host: 'www.example.com' }
    await warmUp(logLines(), wanted(port, { to: { ...to, ca } }))
    const { message } = await failure(wanted(port, { to }))
    expect(message).toMatch(/^MyApp-1\.1\.0 did not get warm: \/ has a certificate that is not accepted/)
  })

  test('when all addresses are, the others touched four at a time and measured one at a time', async () => {
    const paths = Array.from({ length: 9 }, (_, index) => `/${index}`)
    const touched: string[] = []
    let [now, most, mostWhileMeasured] = [0, 0, 0]
    const port = await answering(async (request, answer) => {
      now += 1
      touched.push(request.url ?? '')
      most = Math.max(most, now)
      if (touched.length > 3 + 2 * 8) mostWhileMeasured = Math.max(mostWhileMeasured, now)
      await pause(10)
      now -= 1
      answer.end()
    })
    const log = logLines()
    const { requests } = await warmUp(log, wanted(port, { urls: urls(...paths) }))
    expect(requests).toBe(3 + 2 * 8 + 3 * 8)
    expect(touched.slice(0, 3)).toEqual(['/0', '/0', '/0'])
    expect({ most, mostWhileMeasured }).toEqual({ most: 4, mostWhileMeasured: 1 })
    expect(log.lines.at(-1)).toBe('progress: 100 /8 is warm')
  })

  test('as itself: a path with two slashes leads to no other host', async () => {
    const seen: string[] = []
    const port = await answering((request, answer) => {
      seen.push(request.url ?? '')
      answer.end()
    })
    await warmUp(logLines(), wanted(port, { urls: urls('//other.example.com/x'), inARow: 1 }))
    expect(seen).toEqual(['//other.example.com/x'])
  })
})

describe('a slot does not get warm', () => {
  test('when the same answer cannot get better: it is asked three times and not waited for', async () => {
    for (const [status, why] of [
      [401, 'asks for credentials'],
      [404, 'no such page'],
      [302, 'a redirect to /login'],
    ] as const) {
      let asked = 0
      const port = await answering((_, answer) => {
        asked += 1
        answer.writeHead(status, { location: '/login' }).end()
      })
      const { message, lines } = await failure(wanted(port))
      expect(message).toContain(why)
      expect(asked).toBe(3)
      expect(lines).toHaveLength(1)
    }
  })

  test('within the limit, when it hangs, refuses or stays bad; the last reason is told', async () => {
    const hanging = await answering(() => {})
    expect((await failure(wanted(hanging, { limitMs: 300 }))).message).toBe(
      'MyApp-1.1.0 did not get warm: after 0.3 s and 1 requests / gives no answer: no complete answer within the limit.',
    )
    const bad = await answering((_, answer) => void answer.writeHead(500).end())
    expect((await failure(wanted(bad, { limitMs: 300 }))).message).toContain('answers 500 (expected 200-299)')
    expect((await failure(wanted(await silentPort(), { limitMs: 300 }))).message).toContain('ECONNREFUSED')
  })

  test('when it is always a little too slow, which is told in one line', async () => {
    const port = await answering(async (_, answer) => {
      await pause(20)
      answer.end()
    })
    const { message, lines } = await failure(wanted(port, { limitMs: 400, latencyMs: 5 }))
    expect(message).toMatch(/requests \/ took \d+ ms; warm is 5 ms\.$/)
    expect(lines.filter((line) => line.includes('took'))).toHaveLength(1)
  })

  test('when the limit comes before so many in a row', async () => {
    const port = await answering(async (_, answer) => {
      await pause(50)
      answer.end()
    })
    const { message } = await failure(wanted(port, { limitMs: 400, inARow: 1_000 }))
    expect(message).toMatch(/ was warm \d+ times in a row, not yet 1000\.$/)
  })
})
