import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slotName } from '../../src/slots/slot-name.js'

type Of = [application: string, instance: string, release: string, again?: number]

const part = fc.oneof(
  fc.constantFrom(
    'MyApp',
    'my-app',
    'app-2',
    'con',
    'CON.x',
    'Admin',
    '2',
    '',
    'aux',
    'ünï',
    '..',
    '-',
    'a'.repeat(80),
  ),
  fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/),
  fc.string({ unit: 'binary' }),
)
const release = fc.oneof(
  fc.constantFrom('1.0.0', '1.0.0-rc', '1.0.0-RC', '1.0+a', '1.0-a', '1.0_2', '2-1.0', 'Admin-1.0.0', 'v1', '1.', ''),
  fc.stringMatching(/^\d\.\d(-[A-Za-z0-9_.+-]{0,8})?$/),
  fc.string({ unit: 'binary' }),
)
const again = fc.constantFrom(undefined, 2, 3, 10)

test('a plain release reads as it is', () => {
  expect(slotName({ application: 'MyApp', instance: '', release: '1.4.0-rc.2' })).toBe('MyApp-1.4.0-rc.2')
  expect(slotName({ application: 'MyApp', instance: 'Admin', release: '1.4.0' })).toBe('MyApp-Admin-1.4.0')
  expect(slotName({ application: 'MyApp', instance: '', release: '1.4.0' }, 2)).toBe('MyApp-1.4.0_2')
  expect(slotName({ application: 'MyApp', instance: 'Admin' })).toBe('MyApp-Admin')
})

test('an altered name keeps what is readable and ends in a hash', () => {
  const named = (release: string, n?: number) => slotName({ application: 'MyApp', instance: '', release }, n)
  expect(named('1.0+build 5')).toMatch(/^MyApp-1\.0-build-5-[0-9a-f]{8}$/)
  expect(named('1.')).toMatch(/^MyApp-1-[0-9a-f]{8}$/)
  expect(named('1.0.0-RC')).toMatch(/^MyApp-1\.0\.0-RC-[0-9a-f]{8}$/)
  expect(named(`1.0-${'x'.repeat(99)}`, 12)).toMatch(/^MyApp-1\.0-x+-[0-9a-f]{8}_12$/)
  expect(slotName({ application: 'con.app', instance: '', release: '1.0' })).toMatch(/^con-app-1\.0-[0-9a-f]{8}$/)
})

test('every name is legal in IIS and on the disk', () => {
  fc.assert(
    fc.property(part, part, fc.option(release, { nil: undefined }), again, (application, instance, release, n) => {
      const name = slotName({ application, instance, ...(release === undefined ? {} : { release }) }, n)
      expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
      expect(name).not.toMatch(/\.$/)
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i)
    }),
    { numRuns: 2_000 },
  )
})

test('two releases of an application never share a name, whatever the case of letters', () => {
  fc.assert(
    fc.property(
      part,
      part,
      fc.uniqueArray(fc.tuple(release, again), { selector: String, maxLength: 30 }),
      (application, instance, releases) => {
        const names = releases.map(([release, n]) => slotName({ application, instance, release }, n).toLowerCase())
        expect(new Set(names).size).toBe(names.length)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('slots of two applications share a name only if the applications share a folder', () => {
  fc.assert(
    fc.property(fc.tuple(part, part, release, again), fc.tuple(part, part, release, again), (one, other) => {
      const [a, b] = [one, other].map(([application, instance, release, n]) => ({
        slot: slotName({ application, instance, release }, n).toLowerCase(),
        folder: slotName({ application, instance }).toLowerCase(),
      }))
      if (a?.slot === b?.slot) expect(a?.folder).toBe(b?.folder)
    }),
    { numRuns: 5_000 },
  )
})

test.each([
  ['an instance that looks like a version', ['MyApp', '1', '2.0'], ['MyApp', '', '1-2.0']],
  ['an application that ends like a version', ['MyApp-1', '', '2.0'], ['MyApp', '', '1-2.0']],
  ['a release that begins like an instance', ['MyApp', 'admin', '1.0'], ['MyApp', '', 'admin-1.0']],
  ['a release that looks deployed again', ['MyApp', '', '1.0', 2], ['MyApp', '', '1.0_2']],
  ['capital letters', ['MyApp', '', '1.0-rc'], ['MyApp', '', '1.0-RC']],
  ['what is replaced', ['MyApp', '', '1.0-a'], ['MyApp', '', '1.0+a']],
] as [string, Of, Of][])('%s makes no two names the same', (_, one, other) => {
  const named = ([application, instance, release, n]: Of) => slotName({ application, instance, release }, n)
  expect(named(one).toLowerCase()).not.toBe(named(other).toLowerCase())
})
