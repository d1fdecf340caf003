import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { State } from '../../src/iis/iis.js'
import type { SlotState } from '../../src/slots/marker.js'
import { mayServe } from '../../src/slots/may-serve.js'
import { planDelete } from '../../src/slots/plan-delete.js'
import { previousSlot } from '../../src/slots/previous-slot.js'
import { switchOrder } from '../../src/slots/switch-order.js'
import { situationOf } from './fixtures/situation-of.js'
import { markerWith } from './fixtures/temporary-application.js'

const marker = markerWith({ a: {}, b: {}, c: {}, d: {} })
const asked = {
  live: 'd',
  mayServe: ['d'],
  previous: 'c',
  order: ['d', 'c', 'b', 'a'],
  keep: 0,
  task: 'ServerTasks-50',
}

test('the live one and the previous one stay, what is older goes', () => {
  expect(planDelete(marker, asked).doomed).toEqual(['b', 'a'])
})

test('as many more stay as told, by when they were live last', () => {
  const order = ['d', 'c', 'a', 'b']
  expect(planDelete(marker, { ...asked, order, keep: 1 }).doomed).toEqual(['b'])
  expect(planDelete(marker, { ...asked, order, keep: 9 }).doomed).toEqual([])
})

test('where nobody knows what is live, nothing goes', () => {
  expect(planDelete(marker, { ...asked, live: undefined }).doomed).toEqual([])
})

test('without a known previous slot one more stays', () => {
  expect(planDelete(marker, { ...asked, previous: undefined }).doomed).toEqual(['b', 'a'])
})

test('a deletion that was killed is finished, whatever is to be kept', () => {
  const half = markerWith({ a: {}, b: { state: 'deleting' }, c: {}, d: { state: 'deleting' } })
  expect(planDelete(half, { ...asked, keep: 9 }).doomed).toEqual(['b'])
})

test('a half deployed slot goes, unless its deployment may still be at work', () => {
  const by = (task: string) => markerWith({ d: {}, c: {}, x: { state: 'deploying', task } })
  expect(planDelete(by('ServerTasks-49'), { ...asked, keep: 9 }).doomed).toEqual(['x'])
  expect(planDelete(by('ServerTasks-50'), asked).doomed).toEqual([])
  expect(planDelete(by('ServerTasks-51'), asked).doomed).toEqual([])
  expect(planDelete(by('ServerTasks-49'), { ...asked, task: '' }).doomed).toEqual([])
})

test('a slot that a later deployment has warmed but not switched to stays', () => {
  const warmed = markerWith({ d: {}, c: {}, x: { task: 'ServerTasks-51' }, y: { task: 'ServerTasks-40' } })
  expect(planDelete(warmed, asked).doomed).toEqual(['y'])
})

test('a slot that a port is reserved for stays', () => {
  const reserved = { ...marker, reservedPort: { port: 1, slot: 'a', since: '' } }
  expect(planDelete(reserved, asked).doomed).toEqual(['b'])
})

test('every slot is either doomed or kept, and never the live nor the previous one goes', () => {
  const state = fc.constantFrom<SlotState>('deploying', 'deployed', 'retired')
  const names = fc.subarray(['a', 'b', 'c', 'd', 'e'])
  fc.assert(
    fc.property(
      names,
      names,
      state,
      fc.nat(4),
      fc.constantFrom('', 'ServerTasks-1'),
      (slots, order, state, keep, task) => {
        const marker = markerWith(Object.fromEntries(slots.map((slot) => [slot, { state }])))
        const { doomed, kept } = planDelete(marker, { live: 'a', mayServe: [], previous: 'b', order, keep, task })
        expect([...doomed, ...kept.map(({ slot }) => slot)].sort()).toEqual([...slots].sort())
        expect(doomed).not.toContain('a')
        expect(doomed).not.toContain('b')
      },
    ),
  )
})

test('whatever states IIS tells, no slot goes that has the router’s port by the marker, nor one that it calls started there', () => {
  const state = fc.constantFrom<State>('Started', 'Stopped', 'Starting', 'Stopping', 'Unknown')
  // Each release in turn, on two ports: those that gave their port up stay bound to it.
  const chain = ['a', 'b', 'a', 'c', 'd', 'e']
  const events = chain.map((to, n) => ({
    at: '',
    task: '',
    kind: 'switched' as const,
    to,
    ...(n > 0 ? { from: chain[n - 1] ?? '' } : {}),
  }))
  const states = fc.record({ a: state, b: state, c: state, d: state, e: state })
  fc.assert(
    fc.property(states, fc.constantFrom(18081, 18082), (siteState, routerPort) => {
      const { marker, live, slots } = situationOf(
        {
          a: { port: null, bound: 18081, siteState: siteState.a },
          b: { port: null, bound: 18082, siteState: siteState.b },
          c: { port: null, bound: 18082, siteState: siteState.c },
          d: { port: 18081, siteState: siteState.d },
          e: { port: 18082, siteState: siteState.e },
        },
        { routerPort },
      )
      const { doomed } = planDelete(marker, {
        live: live.slot,
        mayServe: mayServe(
          marker,
          routerPort,
          slots.map(({ site }) => site),
        ),
        previous: live.slot && previousSlot(events, live.slot),
        order: switchOrder(events),
        keep: 0,
        task: 'ServerTasks-50',
      })
      expect(doomed).not.toContain(routerPort === 18081 ? 'd' : 'e')
      for (const { slot, site } of slots)
        if (site.ports.includes(routerPort) && site.site.state === 'Started') expect(doomed).not.toContain(slot)
      if (!Object.values(siteState).includes('Started')) expect(live.slot).toBe(routerPort === 18081 ? 'd' : 'e')
    }),
    { numRuns: 1_000 },
  )
})
