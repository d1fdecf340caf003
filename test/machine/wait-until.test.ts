import { expect, test } from 'vitest'
import { WaitTimeout } from '../../src/machine/wait-timeout.js'
import { waitUntil } from '../../src/machine/wait-until.js'

test('returns what it finds, also when that is false or 0', async () => {
  let looks = 0
  const found = await waitUntil('the third look', 5_000, 1, async () => (++looks === 3 ? 0 : undefined))
  expect(found).toBe(0)
  expect(looks).toBe(3)
})

test('looks once even without time, and says at the limit what it waited for and what it saw last', async () => {
  let looks = 0
  const wait = waitUntil('pool MyApp to stop', 0, 10, async (_, tell) => {
    looks += 1
    tell('state Stopping')
    return undefined
  })
  await expect(wait).rejects.toThrow(WaitTimeout)
  await expect(wait).rejects.toThrow('Waited 0 ms for pool MyApp to stop, in vain; last seen: state Stopping.')
  expect(looks).toBe(1)
})

test('gives up on a look that does not end', async () => {
  await expect(waitUntil('an answer', 10, 1, () => new Promise(() => {}))).rejects.toThrow(WaitTimeout)
})

test('an error of the look before the limit is an error, one that the limit brought is a time-out', async () => {
  const failing = async () => {
    throw new RangeError('broken')
  }
  await expect(waitUntil('x', 60_000, 1, failing)).rejects.toThrow(RangeError)
  const late = waitUntil('x', 0, 1, failing)
  await expect(late).rejects.toThrow(WaitTimeout)
  await expect(late).rejects.toMatchObject({ cause: expect.any(RangeError) })
})

test('ends at once with the reason when it is called off', async () => {
  const calledOff = new AbortController()
  const reason = new Error('called off')
  const whilePausing = waitUntil('x', 60_000, 60_000, async () => undefined, {
    signal: calledOff.signal,
    onWait: () => setImmediate(() => calledOff.abort(reason)),
  })
  await expect(whilePausing).rejects.toBe(reason)
  await expect(waitUntil('x', 60_000, 1, async () => 1, { signal: calledOff.signal })).rejects.toBe(reason)
})

test('tells how long it has waited and what it saw', async () => {
  const told: string[] = []
  let looks = 0
  const probe = async (remainingMs: number, tell: (seen: string) => void) => {
    expect(remainingMs).toBeGreaterThan(0)
    tell(`look ${++looks}`)
    return looks === 3 ? true : undefined
  }
  await waitUntil('x', 5_000, 1, probe, { onWait: (_, seen) => told.push(seen) })
  expect(told).toEqual(['look 1', 'look 2'])
})
