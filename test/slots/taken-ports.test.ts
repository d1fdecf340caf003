import { mkdir } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { IisHost } from '../../src/simulators/iis/iis-host.js'
import { applicationAt } from '../../src/slots/application.js'
import { reservePort } from '../../src/slots/reserve-port.js'
import { takenPorts } from '../../src/slots/taken-ports.js'
import { writeMarker } from '../../src/slots/write-marker.js'
import { answering, silentPort } from '../http/answering.js'
import { logLines } from '../machine/log-lines.js'
import { temporaryFolder } from '../machine/temporary-folder.js'
import { situationOf } from './fixtures/situation-of.js'
import { markerWith, temporaryApplication } from './fixtures/temporary-application.js'

const path = process.env['PATH']
afterEach(() => {
  process.env['PATH'] = path
})

let free: number[] = []
beforeEach(async () => {
  free = await Promise.all(Array.from({ length: 4 }, silentPort))
})

const pairOf = (one = 0, other = 0) => ({ kind: 'pair', pair: [one, other] }) as const

test('what others have is taken, whoever they are, and the message says who', async () => {
  const app = await temporaryApplication()
  const other = applicationAt(app.root, 'Other', '')
  await mkdir(other.folder)
  const [site = 0, theirs = 0, idle = 0] = free
  await writeMarker(other, reservePort(markerWith(), { port: theirs, slot: 'x', now: new Date() }))
  const listener = await answering((_, answer) => void answer.end())
  const situation = situationOf({}, { others: { 'Default Web Site': site } })
  const taken = await takenPorts(logLines(), app, situation, pairOf(site, theirs), [listener, 6_000, idle])
  expect([...taken]).toEqual([
    [site, 'belongs to the site Default Web Site'],
    [theirs, 'belongs to the application in the folder Other'],
    [listener, 'has a listener that is no site of IIS'],
    [6_000, 'is one that HTTP clients refuse'],
  ])
})

test('of a pair an idle slot gives its port up, in a range it keeps it; what the live slot has is never given away', async () => {
  const app = await temporaryApplication()
  const [one = 0, two = 0] = free.sort((a, b) => a - b)
  const situation = situationOf({ a: { port: one }, b: { port: two } }, { routerPort: one })
  const inPair = await takenPorts(logLines(), app, situation, pairOf(one, two))
  expect([...inPair]).toEqual([[one, 'belongs to the site a']])
  const inRange = await takenPorts(logLines(), app, situation, { kind: 'range', from: two, to: two + 1 })
  expect(inRange.get(two)).toBe('belongs to the slot b')
})

test('of a range, what a slot has itself is not taken for it, but for somebody else who has it too', async () => {
  const app = await temporaryApplication()
  const [own = 0] = free
  const range = { kind: 'range', from: own, to: own } as const
  const slots = { a: { port: own, siteState: 'Stopped' } } as const
  expect(await takenPorts(logLines(), app, situationOf(slots, {}), range, [], 'a')).toEqual(new Map())
  const shared = situationOf(slots, { others: { Stranger: own } })
  expect([...(await takenPorts(logLines(), app, shared, range, [], 'a'))]).toEqual([
    [own, 'belongs to the site Stranger'],
  ])
})

test('a stopped slot does not hide somebody else who listens on its port', async () => {
  const app = await temporaryApplication()
  const listener = await answering((_, answer) => void answer.end())
  const ports = pairOf(listener, free[0])
  const stopped = situationOf({ a: { port: listener, siteState: 'Stopped' } }, {})
  expect([...(await takenPorts(logLines(), app, stopped, ports)).values()]).toEqual([
    'has a listener that is no site of IIS',
  ])
  const started = situationOf({ a: { port: listener } }, {})
  expect(await takenPorts(logLines(), app, started, ports)).toEqual(new Map())
})

test('what Windows keeps back is taken', async () => {
  const [excluded = 0, reserved = 0] = free
  const host = await IisHost.start({
    folder: await temporaryFolder(),
    excludedPortRanges: [[excluded, excluded]],
    urlReservations: [`http://+:${reserved}/wsman/`],
  })
  try {
    process.env['PATH'] = `${host.binFolder}:${path}`
    const taken = await takenPorts(
      logLines(),
      await temporaryApplication(),
      situationOf({}, {}),
      pairOf(excluded, reserved),
    )
    expect([...taken]).toEqual([
      [excluded, 'is excluded by Windows'],
      [reserved, 'is reserved for a URL'],
    ])
  } finally {
    await host.stop()
  }
})
