import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exportedAt, readLedger, versionOf, withIds, writeLedger } from '../../src/templates/ledger.js'
import { template } from '../../src/templates/template.js'
import { greet, greetLedger } from './fixtures/greet-file.js'

const now = new Date('2026-05-06T07:08:09Z')
const hash = 'a'.repeat(64)
const entry = withIds(undefined, ['BG.A', 'BG.P'], ['BG.P'], now)

test('gives an id to what has none and keeps the ids that there are', () => {
  const more = withIds(entry, ['BG.B', 'BG.A'], [], new Date())
  expect(more).toMatchObject({ id: entry.id, created: entry.created, packages: entry.packages })
  expect(more.parameters).toEqual({ ...entry.parameters, 'BG.B': expect.stringMatching(/^[0-9a-f-]{36}$/) })
})

test('the version goes up when the content differs from the released one, and once only', () => {
  expect(versionOf(entry, hash)).toBe(1)
  const released = { ...entry, released: { version: 4, date: '2026-06-01T00:00:00.000Z', hash } }
  expect(versionOf(released, hash)).toBe(4)
  expect(versionOf(released, 'b'.repeat(64))).toBe(5)
})

test('a template keeps its date until it is released', () => {
  expect(exportedAt(entry)).toBe('2026-05-06T07:08:09.000Z')
  const released = { version: 1, date: '2026-06-01T00:00:00.000Z', hash }
  expect(exportedAt({ ...entry, released })).toBe('2026-06-01T00:00:00.000Z')
})

test('version and date are not part of the content', () => {
  const name = 'blue-green-greet'
  const known = greetLedger[name]
  if (!known) throw new Error('no entry')
  const first = template(greet, 'PowerShell', 'code', greetLedger)
  const released = { version: 7, date: now.toISOString(), hash: first.hash }
  const second = template(greet, 'PowerShell', 'code', { [name]: { ...known, released } })
  expect(second.hash).toBe(first.hash)
  expect(second.template).toMatchObject({ Version: 7, $Meta: { ExportedAt: now.toISOString() } })
  const third = template(greet, 'PowerShell', 'other code', { [name]: { ...known, released } })
  expect(third.template).toMatchObject({ Version: 8, Id: known.id })
})

test('a build without an id fails and says how to get one', () => {
  expect(() => template(greet, 'Bash', 'code', {})).toThrow('npm run build -- --new-ids')
  const { 'BG.Raw': _, ...parameters } = greetLedger['blue-green-greet-bash']?.parameters ?? {}
  const lacking = { 'blue-green-greet-bash': { ...entry, ...greetLedger['blue-green-greet-bash'], parameters } }
  expect(() => template(greet, 'Bash', 'code', lacking)).toThrow('BG.Raw has no id yet')
})

test('is read as it was written, in the order of the names', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ledger-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(path.join(folder, 'src/templates'), { recursive: true })
  await writeLedger(folder, { b: entry, a: entry })
  expect(await readLedger(folder)).toEqual({ a: entry, b: entry })
  const file = path.join(folder, 'src/templates/ledger.json')
  expect(await readFile(file, 'utf8')).toMatch(/^\{\n {2}"a"[\s\S]*\n\}\n$/)
  await writeFile(file, JSON.stringify({ a: { ...entry, id: 'not an id' } }))
  await expect(readLedger(folder)).rejects.toThrow()
})
