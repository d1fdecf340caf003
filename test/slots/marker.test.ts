import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { BrokenFile } from '../../src/slots/broken-file.js'
import type { Marker } from '../../src/slots/marker.js'
import { readMarker } from '../../src/slots/read-marker.js'
import { writeMarker } from '../../src/slots/write-marker.js'
import { markerWith, temporaryApplication } from './fixtures/temporary-application.js'

const whole: Marker = {
  ...markerWith({ 'MyApp-1.0.0': { port: 18081 }, 'MyApp-1.1.0': {} }),
  router: {
    kind: 'nginx-flag',
    ports: [18081, 18082],
    flag: '/r/green.flag',
    conf: '/etc/nginx/MyApp.conf',
    nginx: 'nginx',
    frontDoor: { url: 'http://127.0.0.1:80', host: 'my.app' },
    portHeader: true,
    made: 'aa',
  },
  reservedPort: { port: 18082, slot: 'MyApp-1.1.0', since: '2026-11-21T10:00:00.000Z' },
}

test('a marker is read as it was written', async () => {
  const app = await temporaryApplication()
  expect(await readMarker(app)).toBeUndefined()
  await writeMarker(app, whole)
  expect(await readMarker(app)).toEqual(whole)
})

test('a marker with a web farm is read as it was written, and not without its match', async () => {
  const app = await temporaryApplication()
  const router = {
    kind: 'arr-health-file',
    farm: 'F',
    ports: [18081, 18082],
    addresses: ['127.0.0.1', '127.0.0.2'],
    ips: ['127.0.0.1', '127.0.0.2'],
    match: 'up',
    folder: '/r/health',
    pool: 'MyApp-health',
    frontDoor: { url: 'http://127.0.0.1:80' },
    portHeader: false,
    made: 'aa',
  } as const
  await writeMarker(app, { ...whole, router })
  expect(await readMarker(app)).toEqual({ ...whole, router })
  await writeFile(app.files.marker, JSON.stringify({ ...whole, router: { ...router, match: '' } }))
  await expect(readMarker(app)).rejects.toThrow(BrokenFile)
})

test('what a newer version has added survives reading and writing', async () => {
  const app = await temporaryApplication()
  await writeFile(app.files.marker, JSON.stringify({ ...whole, later: { a: 1 } }))
  const read = await readMarker(app)
  if (read) await writeMarker(app, read)
  expect(JSON.parse(await readFile(app.files.marker, 'utf8'))).toEqual({ ...whole, later: { a: 1 } })
})

test('a byte order mark left by an editor does no harm', async () => {
  const app = await temporaryApplication()
  await writeFile(app.files.marker, `\uFEFF${JSON.stringify(whole)}`)
  expect(await readMarker(app)).toEqual(whole)
})

test.each([
  ['an empty file', '', ''],
  ['half a file', JSON.stringify(whole).slice(0, 300), ''],
  ['an unknown version', JSON.stringify({ ...whole, version: 2 }), 'version'],
  [
    'a port that is none',
    JSON.stringify({ ...whole, reservedPort: { ...whole.reservedPort, port: 70_000 } }),
    'reservedPort.port',
  ],
  ['an unknown router', JSON.stringify({ ...whole, router: { kind: 'magic' } }), 'router'],
  ['a list', '[]', ''],
])('%s is an error that says what to do, and never "nothing there"', async (_, text, where) => {
  const app = await temporaryApplication()
  await writeFile(app.files.marker, text)
  const error = await readMarker(app).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(BrokenFile)
  expect((error as BrokenFile).happened).toContain(where)
  expect((error as BrokenFile).happened).toContain(app.files.marker)
  expect((error as BrokenFile).todo).toContain('backup')
  expect(await readFile(app.files.marker, 'utf8')).toBe(text)
})

test('a marker that cannot be opened is an error', async () => {
  const app = await temporaryApplication()
  await mkdir(app.files.marker)
  await expect(readMarker(app)).rejects.toThrow('EISDIR')
})
