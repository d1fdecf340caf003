import { expect, test } from 'vitest'
import { applicationAt } from '../../src/slots/application.js'
import type { JournalEvent } from '../../src/slots/journal-event.js'
import { statusOf } from '../../src/status/status-of.js'
import { statusTable } from '../../src/status/status-table.js'
import { type SlotOnMachine, situationOf } from '../slots/fixtures/situation-of.js'

const app = applicationAt('/srv', 'MyApp', 'staging')
const at = (minute: number) => `2026-11-21T12:0${minute}:00.000Z`
const events: JournalEvent[] = [
  { at: at(1), kind: 'switched', to: 'a', port: 18081, task: 'ServerTasks-1' },
  { at: at(2), kind: 'switching', from: 'a', to: 'b', port: 18082, task: 'ServerTasks-2' },
  { at: at(3), kind: 'switched', from: 'a', to: 'b', port: 18082, task: 'ServerTasks-2' },
  { at: at(4), kind: 'stopped', slot: 'a', task: 'ServerTasks-2' },
]
const slots: Record<string, SlotOnMachine> = {
  a: { release: '1.0.0', port: 18081, siteState: 'Stopped', poolState: 'Stopped' },
  b: { release: '1.1.0', port: 18082 },
  gone: { release: '0.9.0', port: null, noSite: true, state: 'deleting' },
}
const workers = [41, 42].map((pid) => ({ pid, pool: 'b' }))

function status(
  machine: Parameters<typeof situationOf>[1],
  mostEvents = 2,
  inFlight = new Map<string, number | 'unsupported'>(),
) {
  const situation = situationOf(slots, machine)
  return statusOf({ app, marker: situation.marker, events }, situation, workers, inFlight, mostEvents)
}

test('the status says which slot is live, since when, and what each slot is', () => {
  const found = status({ routerPort: 18082, previous: 'a' }, 2, new Map([['b', 3]]))
  expect(found).toMatchObject({ application: 'MyApp', instance: 'staging', live: 'b', liveSince: at(3), previous: 'a' })
  expect(found.slots).toMatchObject([
    { slot: 'a', release: '1.0.0', port: 18081, site: 'Stopped', pool: 'Stopped', workers: [], inFlight: null },
    { slot: 'b', release: '1.1.0', port: 18082, site: 'Started', workers: [41, 42], inFlight: 3 },
    { slot: 'gone', port: null, recorded: 'deleting', site: 'missing', pool: 'missing' },
  ])
  expect(found.events).toEqual(events.slice(-2))
  expect(JSON.parse(JSON.stringify(found))).toMatchObject({ live: 'b' })
})

test('unsupported is not zero, and nothing live has no "since"', () => {
  expect(status({ routerPort: 18082 }, 0, new Map([['b', 'unsupported']])).slots[1]?.inFlight).toBeNull()
  const nothing = status({ routerPort: 9_999 }, 0)
  expect(nothing).toMatchObject({ live: undefined, liveSince: undefined, events: [] })
  expect(nothing.disagreements).toEqual(['The router points to port 9999, which no slot has.'])
})

test('the table has a line a slot and an event, in columns', () => {
  expect(statusTable(status({ routerPort: 18082, previous: 'a' }, 3, new Map([['b', 3]])))).toEqual([
    'Router: ARR',
    'slot  release  port   site     pool     workers  in flight',
    'a     1.0.0    18081  Stopped  Stopped  -        ?          previous',
    'b     1.1.0    18082  Started  Started  41 42    3          live',
    'gone  0.9.0    -      missing  missing  -        ?          deleting',
    'Last events:',
    `  ${at(2)}  switching  a -> b  port 18082  ServerTasks-2`,
    `  ${at(3)}  switched  a -> b  port 18082  ServerTasks-2`,
    `  ${at(4)}  stopped  a  ServerTasks-2`,
  ])
})

test('without slots and events the table is its head', () => {
  const empty = situationOf({}, {})
  const found = statusOf({ app, marker: empty.marker, events: [] }, empty, [], new Map(), 10)
  expect(statusTable(found)).toEqual(['Router: ARR', 'slot  release  port  site  pool  workers  in flight'])
})
