import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SlotState } from '../../src/slots/marker.js'
import { planDelete } from '../../src/slots/plan-delete.js'
import { markerWith } from './fixtures/temporary-application.js'

const marker = markerWith({ a: {}, b: {}, c: {}, d: {} })
const asked = { live: 'd', previous: 'c', order: ['d', 'c', 'b', 'a'], keep: 0, task: 'ServerTasks-50' }

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
        const { doomed, kept } = planDelete(marker, { live: 'a', previous: 'b', order, keep, task })
        expect([...doomed, ...kept.map(({ slot }) => slot)].sort()).toEqual([...slots].sort())
        expect(doomed).not.toContain('a')
        expect(doomed).not.toContain('b')
      },
    ),
  )
})
