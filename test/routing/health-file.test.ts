import { expect, test } from 'vitest'
import { healthFrom, healthText, livePortOf } from '../../src/routing/health-file.js'

const file = (port: number, isUp: boolean, turn = 0) => ({ port, isUp, turn })

test.each(['up', 'OK', 'd', 'x', 'wn', 'Down', '7'])(
  'with the response match "%s" up and down are told apart',
  (match) => {
    const down = healthText(match, { isUp: false, turn: 0 })
    expect(down.toLowerCase()).not.toContain(match.toLowerCase())
    expect(healthFrom(down, match, 1)).toEqual(file(1, false))
    expect(healthText(match, { isUp: true, turn: 12 })).toContain(match)
    expect(healthFrom(healthText(match, { isUp: true, turn: 12 }), match, 1)).toEqual(file(1, true, 12))
  },
)

test('a file that is missing or empty is down, as ARR sees it; one that was written by hand has no turn', () => {
  expect(healthFrom(undefined, 'up', 1)).toEqual(file(1, false))
  expect(healthFrom('', 'up', 1)).toEqual(file(1, false))
  expect(healthFrom('UP \r\n', 'up', 1)).toEqual(file(1, true))
})

test('the one that is up is live; of two, the one that was up first', () => {
  expect(livePortOf([file(1, false), file(2, false)])).toBeUndefined()
  expect(livePortOf([file(1, false), file(2, true, 3)])).toBe(2)
  expect(livePortOf([file(1, true, 4), file(2, true, 3)])).toBe(2)
  expect(livePortOf([file(1, true, 0), file(2, true, 3)])).toBe(1)
  expect(livePortOf([file(1, true), file(2, true)])).toBe('ambiguous')
})
