import { expect, test } from 'vitest'
import { nearestNames } from '../../src/library/nearest-names.js'

test('the names that somebody may have meant come first; what is too far away does not come at all', () => {
  const names = ['Production', 'Staging', 'Test', 'Production West']
  expect(nearestNames('prodcution', names)).toEqual(['Production', 'Production West'])
  expect(nearestNames('Prod', names)).toEqual(['Production', 'Production West'])
  expect(nearestNames('Tset', names)).toEqual(['Test'])
  expect(nearestNames('xyz', names)).toEqual([])
})
