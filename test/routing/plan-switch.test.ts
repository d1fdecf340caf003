import { describe, expect, test } from 'vitest'
import { planSwitch } from '../../src/routing/plan-switch.js'
import type { JournalEvent } from '../../src/slots/journal-event.js'
import type { Marker } from '../../src/slots/marker.js'
import { situationOf } from '../slots/fixtures/situation-of.js'

const router = {
  arr: {
    kind: 'arr-rewrite',
    site: 's',
    pool: 'p',
    folder: '/f',
    frontDoor: { url: 'http://127.0.0.1/' },
    portHeader: true,
    made: '',
  },
  nginx: {
    kind: 'nginx-flag',
    ports: [18081, 18082],
    flag: '/f',
    conf: '/c',
    nginx: '/n',
    frontDoor: { url: 'http://127.0.0.1/' },
    portHeader: true,
    made: '',
  },
} as const

const two = { a: { port: 18081 }, b: { port: 18082 } }
const behind = (
  kind: keyof typeof router,
  of: ReturnType<typeof situationOf>,
): [Marker, ReturnType<typeof situationOf>] => [{ ...of.marker, router: router[kind] }, of]
const to = (port: number, slot: string | undefined, kind = 'arr-rewrite') => ({ kinds: [kind], port, slot })

describe('a switch', () => {
  test('goes from what the router says to the slot that has the port', () => {
    const plan = planSwitch(...behind('arr', situationOf(two, { routerPort: 18081 })), to(18082, 'b'))
    expect(plan).toEqual({ to: { port: 18082, slot: 'b' }, from: { port: 18081, slot: 'a' }, alreadyLive: false })
  })

  test('that is the first one comes from no slot: nowhere with ARR, a port without a slot with NGINX', () => {
    const first = { b: { port: 18082 } }
    expect(planSwitch(...behind('arr', situationOf(first, {})), to(18082, 'b')).from).toEqual({})
    const nginx = planSwitch(
      ...behind('nginx', situationOf(first, { routerPort: 18081 })),
      to(18082, 'b', 'nginx-flag'),
    )
    expect(nginx).toMatchObject({ from: { port: 18081, slot: undefined }, alreadyLive: false })
  })

  test('that was made already knows from the journal where to go back to', () => {
    const situation = situationOf(two, { routerPort: 18082, previous: 'a' })
    expect(planSwitch(...behind('arr', situation), to(18082, 'b'))).toEqual({
      to: { port: 18082, slot: 'b' },
      from: { port: 18081, slot: 'a' },
      alreadyLive: true,
    })
  })

  test('needs no slot where the slots are no web sites', () => {
    const plan = planSwitch(
      ...behind('nginx', situationOf({}, { routerPort: 18081 })),
      to(18082, undefined, 'nginx-flag'),
    )
    expect(plan.to).toEqual({ port: 18082, slot: undefined })
  })

  test('to the live slot is known by its binding, also where the marker has lost its port', () => {
    const situation = situationOf({ a: { port: null, bound: 18081 }, b: { port: 18082 } }, { routerPort: 18081 })
    expect(planSwitch(...behind('arr', situation), to(18081, 'a'))).toMatchObject({
      to: { slot: 'a' },
      alreadyLive: true,
    })
  })

  test('that was made already, of slots that are no web sites, goes back to the port from which it came', () => {
    const situation = situationOf({}, { routerPort: 18082 })
    const wanted = to(18082, undefined, 'nginx-flag')
    const begun = { kind: 'switching', at: '', task: '', port: 18082, fromPort: 18081 } as const
    const from = (event?: JournalEvent) => planSwitch(...behind('nginx', situation), wanted, event).from
    expect(from(begun)).toEqual({ port: 18081, slot: undefined })
    for (const other of [undefined, { ...begun, port: 18081 }, { ...begun, to: 'b' }])
      expect(from(other)).toEqual({ port: undefined, slot: undefined })
  })

  test('to a live slot whose site has been stopped knows where to go back to', () => {
    const slots = { ...two, b: { port: 18082, siteState: 'Stopped' } } as const
    const situation = situationOf(slots, { routerPort: 18082, previous: 'a' })
    expect(planSwitch(...behind('arr', situation), to(18082, 'b'))).toMatchObject({
      from: { port: 18081, slot: 'a' },
      alreadyLive: true,
    })
  })
})

describe('a switch is refused', () => {
  const refused =
    (kind: keyof typeof router, of: ReturnType<typeof situationOf>, wanted: ReturnType<typeof to>) => () =>
      planSwitch(...behind(kind, of), wanted)

  test('when the router is another one, or does not know the port', () => {
    const situation = situationOf(two, { routerPort: 18081 })
    expect(refused('nginx', situation, to(18082, 'b'))).toThrow(
      'The switch was not begun: the router of this application is nginx-flag, and this step switches arr-rewrite.',
    )
    expect(refused('nginx', situation, to(18083, undefined, 'nginx-flag'))).toThrow('18081 and 18082 only, not 18083')
  })

  test('when the port is another slot’s or nobody’s', () => {
    const situation = situationOf(two, { routerPort: 18081 })
    expect(refused('arr', situation, to(18082, 'c'))).toThrow('port 18082 belongs to b, not to c')
    expect(refused('arr', situation, to(18083, 'c'))).toThrow('port 18083 belongs to no slot, not to c')
  })

  test('when the site is stopped, but not when IIS has not caught up', () => {
    const stopped = situationOf({ ...two, b: { port: 18082, siteState: 'Stopped' } }, { routerPort: 18081 })
    expect(refused('arr', stopped, to(18082, 'b'))).toThrow('the site of b is Stopped, not started')
    const unknown = situationOf({ ...two, b: { port: 18082, siteState: 'Unknown' } }, { routerPort: 18081 })
    expect(refused('arr', unknown, to(18082, 'b'))).not.toThrow()
  })
})
