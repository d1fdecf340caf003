import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { arrRewrite } from '../../src/routing/arr-rewrite.js'
import { frontWebConfig, portOf } from '../../src/routing/front-web-config.js'
import { goBack } from '../../src/routing/go-back.js'
import type { NotProven } from '../../src/routing/not-proven.js'
import type { SwitchPlan } from '../../src/routing/plan-switch.js'
import type { Happening } from '../../src/slots/journal-event.js'
import { answering } from '../http/answering.js'
import { logLines } from '../machine/log-lines.js'
import { temporaryFolder } from '../machine/temporary-folder.js'
import { type SlotOnMachine, situationOf } from '../slots/fixtures/situation-of.js'

/** A front door that answers for the port in its web.config, which is the new slot's, with the status of that port. */
async function wentBack(
  slots: Record<string, SlotOnMachine>,
  plan: SwitchPlan,
  {
    statuses = {},
    gone = false,
    unseen = false,
  }: { statuses?: Record<number, number>; gone?: boolean; unseen?: boolean } = {},
) {
  const folder = await temporaryFolder()
  const file = join(folder, 'web.config')
  await writeFile(file, frontWebConfig({ mostBodyBytes: 1, portHeader: true, forwardsScheme: false }, plan.to.port))
  const front = await answering(async (_, answer) => {
    const port = portOf(await readFile(file, 'utf8'))
    answer.writeHead(statuses[Number(port)] ?? 200, { 'X-BlueGreen-Port': `${port}` }).end()
  })
  if (gone) await rm(folder, { recursive: true })
  const journal: Happening[] = []
  const rewrite = arrRewrite(folder)
  const makeLive = async (port: number | undefined) => {
    await rewrite.makeLive(port)
    if (unseen) throw new Error('not seen')
  }
  const router = { ...rewrite, makeLive }
  const error: NotProven = await goBack(
    logLines(),
    { journal: async (happening) => void journal.push(happening) } as Parameters<typeof goBack>[1],
    { ...situationOf(slots, { routerPort: plan.to.port }), router },
    plan,
    {
      frontDoor: { url: `http://127.0.0.1:${front}/` },
      port: plan.to.port,
      release: { header: 'X-Release', release: '1.1.0' },
      statuses: [{ from: 200, to: 399 }],
      inARow: 3,
      limitMs: 300,
    },
    'so it was',
  ).catch((thrown) => thrown)
  expect(error.happened).toMatch(/^b was not proven through http:\/\/127\.0\.0\.1:\d+\/: so it was\./)
  return { error, journal, port: gone ? undefined : await router.livePort() }
}

const two = { a: { port: 18081 }, b: { port: 18082 } }
const to = { port: 18082, slot: 'b' }
const from = { port: 18081, slot: 'a' }

test('the slot that was live is live again, proven by what it is and not by the new release', async () => {
  const { error, journal, port } = await wentBack(two, { to, from, alreadyLive: false })
  expect(port).toBe(18081)
  expect(journal).toEqual([{ kind: 'switched-back', from: 'b', to: 'a', note: 'so it was' }])
  expect(error.untouched).toBe('a is live again, and proven. b still runs, without requests.')
})

test('it is said when the old slot does not answer well either', async () => {
  const { error, port } = await wentBack(two, { to, from, alreadyLive: true }, { statuses: { 18081: 500 } })
  expect(port).toBe(18081)
  expect(error.happened).toContain(
    'was pointed back to a, which does not answer as it should either: 5 answers in a row',
  )
  expect(error.todo).toBe('Look at the front door at once.')
})

test('a slot that is stopped, by a killed run or by hand, is not gone back to', async () => {
  const stopped = { ...two, a: { port: 18081, siteState: 'Stopped' as const } }
  for (const alreadyLive of [true, false]) {
    const { error, journal, port } = await wentBack(stopped, { to, from, alreadyLive })
    expect(port).toBe(18082)
    expect(journal).toEqual([])
    expect(error.untouched).toBe('The router still points to it: a is stopped.')
  }
})

test('a first deployment goes back to no release, or to the port that NGINX had without one', async () => {
  const first = { b: { port: 18082 } }
  const none = await wentBack(first, { to, from: { port: undefined, slot: undefined }, alreadyLive: false })
  expect(none.port).toBeUndefined()
  expect(none.error.untouched).toBe('The router points to no release again, as before.')
  const nginx = await wentBack(first, { to, from: { port: 18081, slot: undefined }, alreadyLive: false })
  expect(nginx.port).toBe(18081)
  expect(nginx.error.untouched).toBe(
    'The router points to port 18081 again, as before; no slot of this application has it.',
  )
  const rerun = await wentBack(first, { to, from: { port: undefined, slot: undefined }, alreadyLive: true })
  expect(rerun.port).toBe(18082)
  expect(rerun.error.untouched).toBe('The router still points to it: there is no previous slot.')
})

test('a router that cannot be pointed back is told together with why it had to be', async () => {
  const { error, journal } = await wentBack(two, { to, from, alreadyLive: false }, { gone: true })
  expect(error.happened).toMatch(/could not be pointed back either: .*web\.config cannot be read \(ENOENT\)/)
  expect(error.untouched).toBe('Where it points to now cannot be read.')
  expect(journal).toEqual([])
  const changed = await wentBack(two, { to, from, alreadyLive: false }, { unseen: true })
  expect(changed.error.happened).toMatch(/could not be pointed back either: not seen/)
  expect(changed.error.untouched).toBe('It points to port 18081 now.')
})
