import { expect, test } from 'vitest'
import type { EventKind, JournalEvent } from '../../src/slots/journal-event.js'
import { previousSlot } from '../../src/slots/previous-slot.js'
import { switchOrder } from '../../src/slots/switch-order.js'

/** `switched a>b` */
const journal = (...lines: string[]): JournalEvent[] =>
  lines.map((line) => {
    const [kind = '', names = ''] = line.split(' ')
    const [from = '', to = ''] = names.split('>')
    return { at: '', task: '', kind: kind as EventKind, ...(from && { from }), ...(to && { to }) }
  })

test.each<[string, string[], string, string | undefined]>([
  ['nothing was ever switched', [], 'a', undefined],
  ['the first switch of all', ['switching >a', 'switched >a'], 'a', undefined],
  ['a switch', ['switched >a', 'switching a>b', 'switched a>b'], 'b', 'a'],
  ['a switch that was killed after the router was touched', ['switched >a', 'switching a>b'], 'b', 'a'],
  ['a switch that was killed before', ['switched z>a', 'switching a>b'], 'a', 'z'],
  ['a switch that was killed and found done by the next run', ['switching a>b', 'switched b>b'], 'b', 'a'],
  ['a switch that was taken back', ['switched a>b', 'switching b>c', 'switched-back c>b'], 'b', 'a'],
  ['a revert', ['switched a>b', 'switched b>c', 'reverted c>b'], 'b', 'c'],
  ['a slot that was live twice', ['switched a>b', 'switched b>c', 'switched c>d', 'switched d>b'], 'b', 'd'],
])('the previous slot after %s', (_, lines, live, previous) => {
  expect(previousSlot(journal(...lines), live)).toBe(previous)
})

test('slots are ordered by when they were live last; one that failed its proof never was', () => {
  const lines = ['switched >a', 'switched a>b', 'switched b>a', 'switching a>c', 'switched-back c>a', 'switched a>d']
  expect(switchOrder(journal(...lines))).toEqual(['d', 'a', 'b'])
})

test('a switch that was killed made the slot before it live at least', () => {
  expect(switchOrder(journal('switching a>b'))).toEqual(['a'])
})
