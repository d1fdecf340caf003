import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprint, settingsHash } from '../../src/slots/fingerprint.js'

const files = [
  { path: 'a.txt', bytes: 1, sha256: 'aa' },
  { path: 'b/c.txt', bytes: 2, sha256: 'bb' },
]
const settings = { pool: { startMode: 'AlwaysRunning', idleTimeoutMs: 0 }, bindings: ['a', 'b'] }

test('neither the order of files nor that of settings matters', () => {
  const turned = { bindings: ['a', 'b'], pool: { idleTimeoutMs: 0, startMode: 'AlwaysRunning' } }
  expect(fingerprint([...files].reverse(), turned)).toBe(fingerprint(files, settings))
  expect(settingsHash(turned)).toBe(settingsHash(settings))
})

test('a renamed file, other content, another setting, another order in a list: another fingerprint', () => {
  const [first, second] = files as [(typeof files)[0], (typeof files)[0]]
  const all = [
    fingerprint(files, settings),
    fingerprint([{ ...first, path: 'A.txt' }, second], settings),
    fingerprint([{ ...first, sha256: 'ab' }, second], settings),
    fingerprint([first], settings),
    fingerprint(files, { ...settings, bindings: ['b', 'a'] }),
    fingerprint(files, {}),
  ]
  expect(new Set(all).size).toBe(all.length)
})

test('no two lists of files read the same', () => {
  const file = fc.record({ path: fc.string({ maxLength: 4 }), bytes: fc.nat(3), sha256: fc.string({ maxLength: 3 }) })
  const list = fc.uniqueArray(file, { maxLength: 4, selector: ({ path }) => path })
  const sorted = (files: readonly { path: string }[]) =>
    JSON.stringify(files.map((file) => JSON.stringify(file)).sort())
  fc.assert(
    fc.property(list, list, (a, b) => {
      expect(fingerprint(a, {}) === fingerprint(b, {})).toBe(sorted(a) === sorted(b))
    }),
  )
})

test('what belongs to the path is not taken for the size', () => {
  const one = fingerprint([{ path: 'a1', bytes: 2, sha256: 'x' }], {})
  expect(one).not.toBe(fingerprint([{ path: 'a', bytes: 12, sha256: 'x' }], {}))
})
