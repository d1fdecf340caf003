import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { withProcessLock } from '../../src/machine/process-lock.js'
import { seededRandom } from '../../src/simulators/iis/seeded-random.js'
import { logLines } from '../machine/log-lines.js'
import { kill } from './fixtures/kill.js'
import { leftovers, stateOf, stepProcesses } from './fixtures/machine-state.js'
import { elementOf, plainSite, siteName } from './fixtures/plain-site.js'
import { firstSeed } from './fixtures/twins.js'
import { MachineUnderTest } from './machine-under-test.js'
import { home } from './own-application.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

const kills = 2
const adopting = { 'BG.Adopt': siteName, 'BG.FrontBindings': '' }
const undoing = { ...adopting, 'BG.AdoptUndo': 'True' }
/** Longer than the bindings need to move, however busy this machine is. */
const longestGapMs = 5_000

type Seen = (machine: MachineUnderTest) => boolean
const slotBound: Seen = (machine) => elementOf(machine, siteName)?.includes(`:${machine.ports[0]}:`) ?? false
const frontMade: Seen = (machine) => elementOf(machine, 'MyApp-front') !== undefined
const moved: Seen = (machine) => elementOf(machine, 'MyApp-front')?.includes(`:${machine.frontPort}:`) ?? false
const frontGone: Seen = (machine) => !frontMade(machine)

/** Starts a step, and kills it as soon as the machine looks like this. */
async function killWhen(machine: MachineUnderTest, parameters: Record<string, string>, seen: Seen): Promise<void> {
  const cancelled = new AbortController()
  const running = machine.deployment('1.0.0').run('prepare-router', parameters, { signal: cancelled.signal })
  await expect.poll(() => seen(machine), { interval: 2, timeout: 20_000 }).toBe(true)
  cancelled.abort()
  expect((await running).killed).toBe(true)
}

const stateAfter = async (...runs: Record<string, string>[]) => {
  const machine = await MachineUnderTest.start()
  await plainSite(machine)
  for (const parameters of runs) await machine.deployment('1.0.0').succeed('prepare-router', parameters)
  const state = await stateOf(machine)
  await machine.dispose()
  return state
}

/** All that differs is who did it, and what the journal says of a run that was killed. */
const comparable = (state: Record<string, unknown>) => ({
  ...state,
  applications: JSON.stringify(state['applications']).replace(/"(claim|switchOrder)":(\{[^}]*\}|\[[^\]]*\])/g, ''),
})

test('a site that is taken in by a run that is killed at any moment is taken in by the next one', async () => {
  const wanted = comparable(await stateAfter(adopting))
  const random = seededRandom(firstSeed)
  const moments = Array.from({ length: kills }, () => Math.round(random() * 3_000))
  for (const moment of [slotBound, frontMade, moved, ...moments]) {
    const said = typeof moment === 'number' ? `killed after ${moment} ms` : `killed when ${moment.name}`
    const machine = await MachineUnderTest.start({ newBindingMs: 20 })
    await plainSite(machine)
    const client = new PollingClient(machine.frontPort)
    if (typeof moment !== 'number') await killWhen(machine, adopting, moment)
    else await kill(machine.deployment('1.0.0'), 'prepare-router', { parameters: adopting }, moment)
    expect(await stepProcesses(machine), said).toEqual([])
    await machine.deployment('1.0.0').succeed('prepare-router', adopting)
    expect(comparable(await stateOf(machine)), said).toEqual(wanted)
    expect(await leftovers(machine), said).toEqual([])
    const bad = (await client.stop()).filter(({ problem }) => problem)
    const gapMs = Math.max(0, ...bad.map(({ askedAt }) => askedAt)) - Math.min(...bad.map(({ askedAt }) => askedAt))
    if (bad.length > 0) expect(gapMs, said).toBeLessThan(longestGapMs)
    expect(await ask(machine.frontPort), said).toMatchObject({ release: '0.9.0', port: `${machine.ports[0]}` })
    await machine.dispose()
  }
}, 240_000)

test('a site that is given back by a run that is killed is given back by the next one, or taken in again', async () => {
  const wanted = comparable(await stateAfter(adopting, undoing))
  const takenIn = comparable(await stateAfter(adopting))
  for (const moment of [(machine: MachineUnderTest) => !moved(machine), frontGone]) {
    for (const next of [undoing, adopting]) {
      const machine = await MachineUnderTest.start()
      await plainSite(machine)
      await machine.deployment('1.0.0').succeed('prepare-router', adopting)
      await killWhen(machine, undoing, moment)
      expect(await stepProcesses(machine)).toEqual([])
      await machine.deployment('1.0.0').succeed('prepare-router', next)
      expect(comparable(await stateOf(machine))).toEqual(next === undoing ? wanted : takenIn)
      expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0' })
      await machine.dispose()
    }
  }
}, 240_000)

test('a site that was being taken in when the run was killed can be given back instead', async () => {
  for (const moment of [slotBound, frontMade, moved]) {
    const machine = await MachineUnderTest.start()
    await plainSite(machine)
    const element = elementOf(machine, siteName)
    await killWhen(machine, adopting, moment)
    await machine.deployment('1.0.0').succeed('prepare-router', undoing)
    expect(elementOf(machine, siteName), moment.name).toBe(element)
    expect(machine.host.configuration(), moment.name).not.toContain('MyApp')
    expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0', port: '' })
    await machine.dispose()
  }
}, 120_000)

/** Kills a run that has chosen its ports, and has changed nothing of IIS. */
async function killBeforeFirstChange(machine: MachineUnderTest): Promise<void> {
  const folder = path.join(machine.folder, 'tentacle', 'ProgramData', 'octopus-blue-green')
  await mkdir(folder, { recursive: true })
  const lock = { waitMs: 1_000, what: 'write the configuration of IIS', log: logLines() }
  await withProcessLock(path.join(folder, 'iis.lock'), lock, async () => {
    const cancelled = new AbortController()
    const running = machine.deployment('1.0.0').run('prepare-router', adopting, { signal: cancelled.signal })
    const marker = path.join(machine.root, 'MyApp', 'blue-green.json')
    await expect
      .poll(() => readFile(marker, 'utf8').catch(() => ''), { interval: 5, timeout: 20_000 })
      .toContain('waitingPort')
    cancelled.abort()
    expect((await running).killed).toBe(true)
  })
}

test('a port that another site has got since the run was killed is left to it', async () => {
  for (const state of ['Started', 'Stopped']) {
    const machine = await MachineUnderTest.start()
    await plainSite(machine)
    const element = elementOf(machine, siteName)
    await killBeforeFirstChange(machine)
    const [port, waitingPort] = machine.ports
    await plainSite(machine, {
      name: 'Other',
      pool: 'Other',
      bindings: `http/127.0.0.1:${port}:`,
      answer: home('other'),
    })
    if (state === 'Stopped') await machine.appcmd('stop', 'site', 'Other')

    const before = { configuration: machine.host.configuration(), marker: await machine.marker() }
    for (const whatIf of ['True', 'False'])
      expect(
        await machine.deployment('1.0.0').fail('prepare-router', { ...adopting, 'BG.WhatIf': whatIf }),
        state,
      ).toContain(`There is no port for the new slot: port ${port} belongs to the site Other. Nothing was changed.`)
    expect({ configuration: machine.host.configuration(), marker: await machine.marker() }, state).toEqual(before)

    const [from, to] = [Math.min(port, waitingPort), Math.max(port, waitingPort) + 9]
    await machine.deployment('1.0.0').succeed('prepare-router', { ...adopting, 'BG.Ports': `${from}-${to}` })
    const { adopted } = await machine.marker()
    expect(adopted?.port).not.toBe(port)
    expect(await ask(machine.frontPort), state).toMatchObject({ release: '0.9.0', port: `${adopted?.port}` })
    expect(await machine.state('site', siteName), state).toBe('Started')
    expect(await machine.state('site', 'Other'), state).toBe(state)
    await machine.deployment('1.0.0').succeed('prepare-router', undoing)
    expect(elementOf(machine, siteName), state).toBe(element)
    expect(await ask(machine.frontPort), state).toMatchObject({ release: '0.9.0', port: '' })
    await machine.dispose()
  }
}, 240_000)

test('a front site that points to a port that another site has got is never given users', async () => {
  const machine = await MachineUnderTest.start()
  await plainSite(machine)
  const element = elementOf(machine, siteName)
  await killWhen(machine, adopting, frontMade)
  const [port, waitingPort] = machine.ports
  const information = `127.0.0.1:${port}:`
  const lost = `bindings.[protocol='http',bindingInformation='${information}']`
  await machine.appcmd('set', 'site', siteName, `/-${lost}`)
  const other = { name: 'Other', pool: 'Other', bindings: `http/${information}`, answer: home('other') }
  await plainSite(machine, other)
  const ports = `${Math.min(port, waitingPort)}-${Math.max(port, waitingPort) + 9}`
  const client = new PollingClient(machine.frontPort)
  const again = { ...adopting, 'BG.Ports': ports, 'BG.PortHeader': 'False' }
  expect(await machine.deployment('1.0.0').fail('prepare-router', again)).toContain(
    `The front site points to port ${port}, not to the slot's`,
  )
  expect(problemsIn(await client.stop())).toEqual([])
  expect(elementOf(machine, siteName)).toBe(element)
  await machine.deployment('1.0.0').succeed('prepare-router', again)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0' })
  await machine.dispose()
}, 120_000)

test('a site that was left stopped because another one has its port by now is given back', async () => {
  const machine = await MachineUnderTest.start()
  await plainSite(machine)
  const element = elementOf(machine, siteName)
  await killWhen(machine, adopting, slotBound)
  await machine.appcmd('stop', 'site', siteName)
  const bindings = `http/127.0.0.1:${machine.ports[0]}:`
  await plainSite(machine, { name: 'Other', pool: 'Other', bindings, answer: home('other') })
  expect(await machine.deployment('1.0.0').fail('prepare-router', adopting)).toContain(
    `The port ${machine.ports[0]} of the site "${siteName}" belongs to the site "Other" as well`,
  )
  await machine.deployment('1.0.0').succeed('prepare-router', undoing)
  expect(elementOf(machine, siteName)).toBe(element)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '0.9.0', port: '' })
  expect(await ask(machine.ports[0])).toMatchObject({ release: 'other' })
  await machine.dispose()
}, 120_000)
