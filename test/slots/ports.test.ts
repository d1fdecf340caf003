import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { applicationAt } from '../../src/slots/application.js'
import { givePort } from '../../src/slots/give-port.js'
import { portsOfOthers } from '../../src/slots/ports-of-others.js'
import { reservePort } from '../../src/slots/reserve-port.js'
import { writeMarker } from '../../src/slots/write-marker.js'
import { listeningLog, markerWith, temporaryApplication } from './fixtures/temporary-application.js'

const now = new Date('2026-11-21T12:00:00Z')

test('a slot has its port alone', () => {
  const marker = givePort(markerWith({ a: { port: 18081 }, b: { port: 18082 }, c: {} }), 'c', 18081)
  expect(Object.values(marker.slots).map(({ port }) => port)).toEqual([null, 18082, 18081])
})

test('a port that is given needs no reservation any more, another slot’s reservation stays', () => {
  const marker = reservePort(markerWith({ a: {}, b: {} }), { port: 18082, slot: 'b', now })
  expect(marker.reservedPort).toEqual({ port: 18082, slot: 'b', since: '2026-11-21T12:00:00.000Z' })
  expect(givePort(marker, 'b', 18082)).not.toHaveProperty('reservedPort')
  expect(givePort(marker, 'a', 18081)).toHaveProperty('reservedPort.slot', 'b')
})

test('reserving the same again changes nothing', () => {
  const marker = reservePort(markerWith(), { port: 18082, slot: 'b', now })
  expect(reservePort(marker, { port: 18082, slot: 'b', now: new Date() })).toBe(marker)
})

test('a slot that is not listed gets no port', () => {
  expect(() => givePort(markerWith(), '__proto__x', 18081)).toThrow('lists no slot')
})

test('the ports of a site that another application is taking in are its own, until its router is there', async () => {
  const app = await temporaryApplication()
  const other = applicationAt(app.root, 'Other', '')
  await mkdir(other.folder)
  const adopted = { site: 'Web', bindings: [], port: 2222, status: 200, waitingPort: 3333 }
  await writeMarker(other, { ...markerWith(), adopted })
  expect([...(await portsOfOthers(app, listeningLog())).keys()]).toEqual([2222, 3333])
  const router = {
    kind: 'arr-rewrite',
    site: 'f',
    pool: 'f',
    folder: '/f',
    frontDoor: { url: 'http://x' },
    portHeader: true,
    made: '',
  } as const
  await writeMarker(other, { ...markerWith({ Web: { port: 2222 } }), adopted, router })
  expect([...(await portsOfOthers(app, listeningLog())).keys()]).toEqual([2222])
})

test('the ports of other applications are known, also while they are only reserved', async () => {
  const app = await temporaryApplication()
  const log = listeningLog()
  const other = applicationAt(app.root, 'Other', '')
  const broken = applicationAt(app.root, 'Broken', '')
  for (const { folder } of [other, broken]) await mkdir(folder)
  await writeFile(broken.files.marker, '{')
  await writeMarker(app, markerWith({ mine: { port: 1111 } }))
  await writeMarker(other, reservePort(markerWith({ theirs: { port: 2222 }, old: {} }), { port: 3333, slot: 'x', now }))
  expect(await portsOfOthers(app, log)).toEqual(
    new Map([
      [2222, 'Other'],
      [3333, 'Other'],
    ]),
  )
  expect(log.said.join()).toContain(broken.files.marker)
})
