import { expect, test } from 'vitest'
import { meaningOf } from '../../src/iis/appcmd-meaning.js'

test.each([
  [0, 0, 'ok'],
  [1, 1, 'none'],
  [5, 5, 'access-denied'],
  [32, 32, 'sharing-violation'],
  [87, 87, 'bad-parameter'],
  [183, 183, 'exists'],
  [1061, 37, 'in-transition'],
  [1062, 38, 'already-stopped'],
  [1168, 144, 'not-found'],
  [1726, 190, 'rpc-failed'],
  [4312, 216, 'not-ready'],
  [7, 7, 'unknown'],
] as const)('exit code %d, %d outside Windows, means %s', (onWindows, elsewhere, meaning) => {
  expect(meaningOf(onWindows, 'win32')).toBe(meaning)
  expect(meaningOf(elsewhere, 'linux')).toBe(meaning)
})

test('a feature that is not installed is known by its HRESULT on Windows only', () => {
  expect(meaningOf(2147500033, 'win32')).toBe('not-implemented')
  expect(meaningOf(2147500033 & 0xff, 'linux')).toBe('none')
})

test('Windows does not cut exit codes: 144 is not 1168 there', () => {
  expect(meaningOf(144, 'win32')).toBe('unknown')
})
