import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { measure } from '../../../src/rehearsal/load/measure.js'
import { lyingServer } from './lying-server.js'

const fixture = fileURLToPath(new URL('./fixtures/load-process.ts', import.meta.url))
const command = [process.execPath, '--import', 'tsx', fixture]

test('a measurement counts all that was asked, what was lost of it, and how long the rest took', async () => {
  const { seen, url } = await lyingServer(({ number, request }) => number % 50 === 49 && !!request.socket.destroy())
  let askedMeanwhile = -1
  const { requests, lost, lostOnReused, lostOnFresh, latencyMs, answersByRelease } = await measure({
    ...{ url, command, ratePerSecond: 200, seconds: 1, releaseHeader: 'X-Release' },
    meanwhile: async () => {
      askedMeanwhile = seen.length
    },
  })
  const dropped = Math.floor(seen.length / 50)
  expect(requests).toBe(seen.length)
  expect(requests).toBeGreaterThanOrEqual(200)
  expect([lost.length, lostOnReused + lostOnFresh]).toEqual([dropped, dropped])
  expect(latencyMs?.count).toBe(requests - dropped)
  expect(answersByRelease).toEqual({ '1.0.0': requests - dropped })
  expect(askedMeanwhile).toBeGreaterThanOrEqual(0)
})

test('what fails meanwhile is told, and the generator ends', async () => {
  const { url } = await lyingServer()
  const meanwhile = () => Promise.reject(new Error('the switch failed'))
  await expect(measure({ url, command, ratePerSecond: 50, seconds: 30, meanwhile })).rejects.toThrow(
    'the switch failed',
  )
})
