import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ports } from '../../src/octopus/parameter-types.js'
import { choosePort } from '../../src/slots/choose-port.js'
import { NoPort } from '../../src/slots/no-port.js'

const pair: Ports = { kind: 'pair', pair: [18081, 18082] }
const range: Ports = { kind: 'range', from: 20_000, to: 20_009 }
const taken = (...ports: number[]) => new Map(ports.map((port) => [port, `belongs to ${port}`]))

test('of a pair the one that the router does not point to, the first where it points to neither', () => {
  expect(choosePort(pair, 18081, taken())).toBe(18082)
  expect(choosePort(pair, 18082, taken())).toBe(18081)
  expect(choosePort(pair, undefined, taken())).toBe(18081)
  expect(choosePort(pair, 9_000, taken(18081))).toBe(18082)
})

test('of a range the first free one, or the one that was reserved for this slot', () => {
  expect(choosePort(range, 20_000, taken(20_001))).toBe(20_002)
  expect(choosePort(range, 20_000, taken(20_001), 20_005)).toBe(20_005)
  expect(choosePort(range, 20_000, taken(20_005), 20_005)).toBe(20_001)
  expect(choosePort(range, 20_000, taken(), 19_999)).toBe(20_001)
  expect(choosePort(range, 20_000, taken(), 20_000)).toBe(20_001)
})

describe('the chosen port', () => {
  const port = fc.integer({ min: 20_000, max: 20_009 })
  const ports: fc.Arbitrary<Ports> = fc.oneof(
    fc
      .tuple(port, port)
      .filter(([a, b]) => a !== b)
      .map(([a, b]): Ports => ({ kind: 'pair', pair: [a, b] })),
    fc
      .tuple(port, port)
      .filter(([a, b]) => a < b)
      .map(([from, to]): Ports => ({ kind: 'range', from, to })),
  )
  const optional = fc.option(port, { nil: undefined })

  test('is one of those that were given, and never the router’s nor a taken one; without one, the reasons are told', () => {
    fc.assert(
      fc.property(ports, optional, fc.uniqueArray(port), optional, (given, routerPort, busy, reserved) => {
        const among =
          given.kind === 'pair'
            ? given.pair
            : Array.from({ length: given.to - given.from + 1 }, (_, i) => given.from + i)
        const free = among.filter((each) => each !== routerPort && !busy.includes(each))
        try {
          expect(free).toContain(choosePort(given, routerPort, taken(...busy), reserved))
        } catch (error) {
          if (!(error instanceof NoPort)) throw error
          expect(free).toEqual([])
          expect(error.happened).toMatch(/belongs to 200/)
          expect(error.happened).not.toContain('undefined')
        }
      }),
    )
  })
})
