import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultMix, mixRound } from '../../../src/rehearsal/load/mix.js'

const count = (round: string[], kind: string) => round.filter((each) => each === kind).length

test('the default round has 12 GET, 4 GET close, 3 POST, 1 POST close, spread over it', () => {
  const round = mixRound(defaultMix)
  const counts = ['get', 'get-close', 'post', 'post-close'].map((kind) => count(round, kind))
  expect(counts).toEqual([12, 4, 3, 1])
  expect(count(round.slice(0, 10), 'get')).toBe(6)
  expect(count(round.slice(0, 10), 'get-close')).toBe(2)
})

test('a round has exactly the proportions that were asked for', () => {
  const weight = fc.integer({ min: 0, max: 50 })
  fc.assert(
    fc.property(fc.record({ get: weight, post: weight, 'post-close': weight }), (mix) => {
      fc.pre(mix.get + mix.post + mix['post-close'] > 0)
      const round = mixRound(mix)
      for (const [kind, weight] of Object.entries(mix))
        expect(count(round, kind) * (mix.get + mix.post + mix['post-close'])).toBe(weight * round.length)
    }),
  )
})

test('nothing, a negative or a broken number is no mix', () => {
  for (const mix of [{}, { get: 0 }, { get: -1, post: 2 }, { get: 0.5 }, { get: Number.NaN }])
    expect(() => mixRound(mix)).toThrow('mix: whole numbers')
})
