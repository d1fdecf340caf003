import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { delayBefore } from '../../../src/library/server/backoff.js'
import { BadSettings } from '../../../src/library/server/bad-settings.js'
import { connectionFrom } from '../../../src/library/server/connection.js'
import { temporaryFolder } from '../../machine/temporary-folder.js'

const environment = { OCTOPUS_URL: 'https://octopus.example.com/', OCTOPUS_API_KEY: 'API-SECRET' }

test('the environment says it all; options win', () => {
  expect(connectionFrom({}, environment)).toMatchObject({
    server: 'https://octopus.example.com',
    credentials: { kind: 'api key' },
    requestTimeoutMs: 30_000,
    deadlineMs: 600_000,
  })
  const other = connectionFrom(
    { server: 'http://other/octopus/app#/Spaces-1', space: 'Web', timeout: '5s' },
    { ...environment, OCTOPUS_SPACE: 'x' },
  )
  expect(other).toMatchObject({ server: 'http://other/octopus', space: 'Web', requestTimeoutMs: 5_000 })
})

test('the key can come from a file, an access token from the environment', async () => {
  const file = join(await temporaryFolder(), 'key')
  await writeFile(file, 'API-FROM-FILE\n')
  expect(connectionFrom({ apiKeyFile: file }, environment).credentials.secret.reveal()).toBe('API-FROM-FILE')
  expect(connectionFrom({}, { OCTOPUS_URL: 'https://o', OCTOPUS_ACCESS_TOKEN: 'jwt' }).credentials).toMatchObject({
    kind: 'access token',
  })
})

test('a key is shown as stars wherever it is printed', () => {
  const connection = connectionFrom({}, environment)
  for (const shown of [
    inspect(connection, { depth: 9, showHidden: true }),
    JSON.stringify(connection),
    `${connection.credentials.secret}`,
  ])
    expect(shown).not.toContain('API-SECRET')
})

test('all that is missing or wrong is told at once', () => {
  const wrong = () => connectionFrom({ server: 'ftp://x', timeout: 'soon', ca: '/nowhere/ca.pem' }, {})
  expect(wrong).toThrow(BadSettings)
  for (const text of [
    '"ftp://x" is no address',
    'There is no key',
    '--timeout "soon"',
    '/nowhere/ca.pem (ENOENT)',
    'Nothing was changed',
  ])
    expect(wrong).toThrow(text)
  expect(() => connectionFrom({}, { ...environment, OCTOPUS_URL: 'https://me:pw@o' })).toThrow(
    'must not have a user or a password',
  )
})

test('delays grow, are spread by chance, and follow Retry-After', () => {
  const all = [1, 2, 3, 20].map((attempt) => delayBefore(attempt, undefined, 0, () => 1))
  expect(all).toEqual([250, 500, 1_000, 20_000])
  expect(delayBefore(1, undefined, 0, () => 0)).toBe(125)
  expect(delayBefore(1, '7', 0, () => 0)).toBe(7_000)
  expect(delayBefore(1, new Date(9_000).toUTCString(), 0, () => 0)).toBe(9_000)
})
