import { expect, test } from 'vitest'
import type { State } from '../../src/iis/iis.js'
import type { JournalEvent } from '../../src/slots/journal-event.js'
import { liveSlot } from '../../src/slots/live-slot.js'
import { markerWith } from './fixtures/temporary-application.js'

const marker = markerWith({ a: { port: 18081 }, b: { port: 18082 }, old: {} })
const site = (name: string, port: number, state: boolean | State = true) => ({
  name,
  ports: [port],
  site: { state: typeof state === 'string' ? state : state ? ('Started' as const) : ('Stopped' as const) },
})
const sites = [site('a', 18081), site('b', 18082), site('old', 18082, false)]
const switchedTo = (to: string): JournalEvent[] => [{ at: '', task: '', kind: 'switched', to }]

test('the slot that is bound to the router’s port and started is live', () => {
  expect(liveSlot(marker, 18082, sites, switchedTo('b'))).toEqual({
    slot: 'b',
    record: marker.slots['b'],
    disagreements: [],
  })
})

test('a router that points nowhere has no live slot', () => {
  expect(liveSlot(marker, undefined, [], [])).toEqual({ disagreements: [] })
})

test('the router is right against the journal, and that is said', () => {
  const live = liveSlot(marker, 18081, sites, switchedTo('b'))
  expect(live.slot).toBe('a')
  expect(live.disagreements).toEqual(['The router points to a, the journal says b is live.'])
})

test('IIS is right against the marker, and that is said', () => {
  const live = liveSlot(marker, 18082, [site('a', 18082)], [])
  expect(live.slot).toBe('a')
  expect(live.disagreements.join()).toContain('the marker says 18081')
})

test('a stopped slot with the router’s port is live too: it is the marker’s when there are several', () => {
  const live = liveSlot(marker, 18082, [site('old', 18082, false), site('b', 18082, false)], [])
  expect(live.slot).toBe('b')
  expect(live.disagreements.join()).toContain('nobody serves')
})

test('a site that is no slot is never live', () => {
  const live = liveSlot(marker, 18099, [...sites, site('stranger', 18099)], [])
  expect(live).toEqual({ disagreements: ['The router points to port 18099, which no slot has.'] })
})

test('of several slots with the router’s port the started one is live, whatever the marker says', () => {
  const live = liveSlot(marker, 18082, [site('b', 18082, false), site('a', 18082)], [])
  expect(live.slot).toBe('a')
})

test('of several slots of which IIS calls none started, the marker’s is live, in whatever order they are listed', () => {
  // The one that gave its port up stays bound to it; while WAS has not caught up, IIS tells no states.
  for (const [old, b] of [
    ['Unknown', 'Unknown'],
    ['Stopped', 'Unknown'],
    ['Unknown', 'Starting'],
  ] as const) {
    const told = [site('old', 18082, old), site('b', 18082, b), site('a', 18081, 'Unknown')]
    expect(liveSlot(marker, 18082, told, switchedTo('b'))).toMatchObject({ slot: 'b', disagreements: [] })
    expect(liveSlot(marker, 18082, told.reverse(), switchedTo('b'))).toMatchObject({ slot: 'b', disagreements: [] })
  }
  expect(liveSlot(marker, 18082, [site('old', 18082, 'Unknown'), site('b', 18082, 'Stopped')], []).slot).toBe('b')
})

test('the slot that IIS calls started is live, although the marker’s may be', () => {
  expect(liveSlot(marker, 18082, [site('b', 18082, 'Unknown'), site('a', 18082)], []).slot).toBe('a')
})

test('a stranger with the router’s port hides no slot', () => {
  expect(liveSlot(marker, 18082, [site('stranger', 18082), site('b', 18082, false)], []).slot).toBe('b')
})
