import { expect, test } from 'vitest'
import { withKnownReleases } from '../../../src/rehearsal/report/known-release.js'
import { sample } from './fixtures/samples.js'

const ports = [
  { machine: 'web-1', port: 1, release: '1.0.0', at: 0 },
  { machine: 'web-1', port: 2, release: '1.1.0', at: 50 },
  { machine: 'web-1', port: 1, release: '1.2.0', at: 100 },
]

test('a port is that of the release that was last deployed to it on that machine', () => {
  const unknown = { release: undefined }
  const samples = [
    sample(10, unknown),
    sample(110, unknown),
    sample(110, { ...unknown, port: 2 }),
    sample(110, { ...unknown, machine: 'web-2' }),
    sample(110, { ...unknown, port: undefined }),
  ]
  const releases = withKnownReleases(samples, ports).map(({ release }) => release)
  expect(releases).toEqual(['1.0.0', '1.2.0', '1.1.0', undefined, undefined])
})

test('what the application tells itself counts', () => {
  expect(withKnownReleases([sample(110, { release: '9' })], ports)[0]?.release).toBe('9')
})
