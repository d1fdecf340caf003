import { expect, test } from 'vitest'
import type { Claim } from '../../src/slots/claim.js'
import { decideClaim } from '../../src/slots/decide-claim.js'

const held: Claim = {
  task: 'ServerTasks-130',
  release: '1.2.0',
  since: '2026-11-21T11:00:00.000Z',
  usedAt: '2026-11-21T11:50:00.000Z',
  step: 'switch-arr',
  lost: ['ServerTasks-128'],
}
const soon = new Date('2026-11-21T12:00:00Z')
const muchLater = new Date('2026-11-21T13:00:00Z')
const mine = (task: string) => ({ task, release: '1.3.0', step: 'warm-up' })

test('the first one takes the claim', () => {
  expect(decideClaim(undefined, mine('ServerTasks-7'), soon)).toEqual({
    take: { ...mine('ServerTasks-7'), since: soon.toISOString(), usedAt: soon.toISOString(), lost: [] },
  })
})

test('the holder goes on, and its claim stays as old as it is', () => {
  expect(decideClaim(held, mine('ServerTasks-130'), soon)).toEqual({
    take: { ...held, ...mine('ServerTasks-130'), usedAt: soon.toISOString() },
  })
})

test('a later task takes over, and the older one is remembered', () => {
  const decision = decideClaim(held, mine('ServerTasks-1000'), soon)
  expect(decision).toMatchObject({ take: { lost: ['ServerTasks-130', 'ServerTasks-128'] }, from: held })
})

test('an older task is superseded', () => {
  expect(decideClaim(held, mine('ServerTasks-99'), soon)).toEqual({ supersededBy: held })
})

test('a task that was scheduled long ago may start once the last deployment is an hour old', () => {
  expect(decideClaim(held, mine('ServerTasks-99'), muchLater)).toMatchObject({ take: { task: 'ServerTasks-99' } })
})

test('a task that has lost the claim never gets it back', () => {
  expect(decideClaim(held, mine('ServerTasks-128'), muchLater)).toEqual({ supersededBy: held })
})

test('a run by hand waits for the hour to be over, and takes no claim', () => {
  expect(decideClaim(held, mine(''), soon)).toEqual({ busyWith: held })
  expect(decideClaim(held, mine(''), muchLater)).toEqual({ without: true })
  expect(decideClaim(undefined, mine(''), soon)).toEqual({ without: true })
})
