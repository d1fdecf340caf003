import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planDeploy } from '../../src/deploy/plan-deploy.js'
import type { Ports } from '../../src/octopus/parameter-types.js'
import { type SlotOnMachine, situationOf } from '../slots/fixtures/situation-of.js'

const pair: Ports = { kind: 'pair', pair: [18081, 18082] }
const range: Ports = { kind: 'range', from: 20_000, to: 20_009 }

type Machine = Parameters<typeof situationOf>[1] & { slots?: Record<string, SlotOnMachine> }

function planned(
  { slots = {}, ...machine }: Machine,
  wanted: { release?: string; fingerprint?: string; port?: number; ports?: Ports; taken?: readonly number[] } = {},
) {
  const situation = situationOf(slots, machine)
  const { release = '1.1.0', fingerprint = 'f', port = 18082, ports = pair, taken = [] } = wanted
  return planDeploy(situation.marker, situation, {
    release,
    fingerprint,
    port,
    ports,
    taken: new Map(taken.map((each) => [each, 'belongs to somebody'])),
  })
}

const live = { 'MyApp-1.0.0': { port: 18081 } }

describe('a new release', () => {
  test('gets a slot of its own on the port that was chosen; an older slot there gives it up', () => {
    const slots = { ...live, 'MyApp-0.9.0': { release: '0.9.0', port: 18082 } }
    expect(planned({ slots, routerPort: 18081 })).toEqual({
      slot: 'MyApp-1.1.0',
      port: 18082,
      kind: 'new',
      evicted: ['MyApp-0.9.0'],
    })
  })

  test('takes another port where the chosen one is the router’s or taken by now', () => {
    expect(planned({ slots: live, routerPort: 18081 }, { port: 18081 }).port).toBe(18082)
    expect(planned({}, { port: 18082, taken: [18082] }).port).toBe(18081)
    expect(() => planned({ slots: live, routerPort: 18081 }, { taken: [18082] })).toThrow(
      'port 18082 belongs to somebody',
    )
    expect(() => planned({ slots: live, routerPort: 18081 }, { port: 19_999, taken: [18082, 19_999] })).toThrow('18082')
  })

  test('is refused where somebody else has a site or a pool of its name', () => {
    expect(() => planned({ others: { 'MYAPP-1.1.0': 80 } })).toThrow('There is a site "MyApp-1.1.0" on this machine')
    const situation = situationOf({}, {})
    const pools = situationOf({ 'myapp-1.1.0': {} }, {}).iis.pools
    const wanted = { release: '1.1.0', fingerprint: 'f', port: 18081, ports: pair, taken: new Map() }
    expect(() => planDeploy(situation.marker, { ...situation, iis: { ...situation.iis, pools } }, wanted)).toThrow(
      'There is an application pool "MyApp-1.1.0"',
    )
  })
})

describe('the live release', () => {
  test('with the same content is left alone; with other content it gets a slot beside it', () => {
    const machine = { slots: live, routerPort: 18081 }
    expect(planned(machine, { release: '1.0.0' })).toEqual({
      slot: 'MyApp-1.0.0',
      port: 18081,
      kind: 'nothing',
      evicted: [],
    })
    expect(planned(machine, { release: '1.0.0', fingerprint: 'g' })).toMatchObject({
      slot: 'MyApp-1.0.0_2',
      port: 18082,
      kind: 'new',
    })
  })

  test('is started again where somebody has stopped its site or its pool', () => {
    for (const stopped of [{ siteState: 'Stopped' }, { poolState: 'Stopped' }] as const)
      expect(
        planned({ slots: { 'MyApp-1.0.0': { port: 18081, ...stopped } }, routerPort: 18081 }, { release: '1.0.0' }),
      ).toEqual({ slot: 'MyApp-1.0.0', port: 18081, kind: 'again', evicted: [] })
  })

  test('is not bound anew where the marker has lost its port', () => {
    const slots = { 'MyApp-1.0.0': { port: null, bound: 18081 } }
    expect(planned({ slots, routerPort: 18081 }, { release: '1.0.0' })).toMatchObject({ port: 18081, kind: 'nothing' })
  })
})

describe('a kept slot', () => {
  const kept = { ...live, 'MyApp-1.1.0': { release: '1.1.0', port: 18082 } }

  test('is bound and started again, on its own port', () => {
    expect(planned({ slots: kept, routerPort: 18081 }, { port: 18081 })).toMatchObject({ port: 18082, kind: 'again' })
  })

  test('whose port another slot has taken gets the idle one', () => {
    const slots = { ...kept, 'MyApp-1.1.0': { release: '1.1.0', port: null, bound: 18081 } }
    expect(planned({ slots, routerPort: 18081 })).toMatchObject({ slot: 'MyApp-1.1.0', port: 18082, kind: 'again' })
  })

  test('that was being made when its run was killed is finished, on the port that it may have got', () => {
    const half = { release: '1.1.0', state: 'deploying', port: null } as const
    expect(planned({ slots: { ...live, 'MyApp-1.1.0': { ...half, noSite: true } }, routerPort: 18081 })).toMatchObject({
      slot: 'MyApp-1.1.0',
      port: 18082,
      kind: 'new',
    })
    const bound = { slots: { ...live, 'MyApp-1.1.0': { ...half, bound: 20_005 } }, routerPort: 18081 }
    expect(planned(bound, { port: 20_005, ports: range, taken: [20_005] })).toMatchObject({ port: 20_005, kind: 'new' })
  })

  test('that was bound to a port of somebody else, and could not start, gets another one of the range', () => {
    for (const record of [
      { state: 'deploying', port: null, bound: 20_001 },
      { state: 'deployed', port: 20_001 },
    ] as const) {
      const slots = {
        'MyApp-1.0.0': { port: 20_005 },
        'MyApp-1.1.0': { release: '1.1.0', siteState: 'Stopped', ...record } as const,
      }
      const machine = { slots, routerPort: 20_005 }
      expect(planned(machine, { port: 20_001, ports: range, taken: [20_001] }).port).toBe(20_000)
      expect(planned(machine, { port: 20_002, ports: range, taken: [20_001] }).port).toBe(20_002)
    }
  })

  test('that runs keeps its port, whoever is bound to it besides', () => {
    const machine = { slots: kept, routerPort: 18081 }
    expect(planned(machine, { taken: [18082] })).toMatchObject({ port: 18082, kind: 'again' })
  })

  test('that is being deleted is not taken up again', () => {
    const slots = { ...live, 'MyApp-1.1.0': { release: '1.1.0', port: 18082, state: 'deleting' as const } }
    expect(planned({ slots, routerPort: 18081 })).toMatchObject({ slot: 'MyApp-1.1.0_2', evicted: ['MyApp-1.1.0'] })
  })
})

test('whatever is there, the live slot keeps its port and is never evicted', () => {
  const port = fc.constantFrom(18081, 18082, null)
  const bound = fc.constantFrom(18081, 18082)
  const slot = fc.record({
    port,
    bound,
    release: fc.constantFrom('1.0.0', '1.1.0'),
    siteState: fc.constantFrom('Started' as const, 'Stopped' as const, 'Unknown' as const),
    state: fc.constantFrom('deployed' as const, 'deploying' as const, 'deleting' as const, 'retired' as const),
  })
  const slots = fc.dictionary(fc.constantFrom('MyApp-1.0.0', 'MyApp-1.1.0', 'MyApp-1.0.0_2'), slot)
  fc.assert(
    fc.property(slots, fc.option(bound, { nil: undefined }), bound, (there, routerPort, wanted) => {
      const situation = situationOf(there, { ...(routerPort && { routerPort }) })
      const plan = planDeploy(situation.marker, situation, {
        release: '1.0.0',
        fingerprint: 'f',
        port: wanted,
        ports: pair,
        taken: new Map(),
      })
      if (plan.slot === situation.live.slot) expect(plan).toMatchObject({ port: routerPort, evicted: [] })
      else expect(plan.port).not.toBe(routerPort)
      expect(plan.evicted).not.toContain(situation.live.slot)
    }),
  )
})
