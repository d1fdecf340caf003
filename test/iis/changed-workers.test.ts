import { expect, test } from 'vitest'
import { changedWorkers, type Served } from '../../src/iis/changed-workers.js'
import type { State } from '../../src/iis/iis.js'
import { xmlElement } from '../../src/iis/xml.js'

const iis = (pools: Record<string, { state?: State; pids: number[] }>): Served => ({
  pools: Object.entries(pools).map(([name, { state = 'Started' }]) => ({
    name,
    state,
    autoStart: true,
    element: xmlElement('add'),
  })),
  workers: Object.entries(pools).flatMap(([pool, { pids }]) => pids.map((pid) => ({ pid, pool }))),
})

test('the same workers, in whatever order, are no change', () => {
  expect(changedWorkers(iis({ a: { pids: [1, 2] } }), iis({ a: { pids: [2, 1] } }))).toEqual([])
})

test.each([
  ['another one', [2]],
  ['one that overlaps the old one', [1, 2]],
  ['none', []],
])('a pool that served and now has %s is told', (_, pids) => {
  expect(changedWorkers(iis({ a: { pids: [1] } }), iis({ a: { pids } }))).toEqual([
    { pool: 'a', before: [1], after: pids },
  ])
})

test('a first worker, a stopped pool, a deleted pool and pools that are meant are none', () => {
  const before = iis({ first: { pids: [] }, stopped: { pids: [1] }, deleted: { pids: [2] }, meant: { pids: [3] } })
  const after = iis({ first: { pids: [4] }, stopped: { state: 'Stopping', pids: [] }, meant: { pids: [5] } })
  expect(changedWorkers(before, after, ['MEANT'])).toEqual([])
})
