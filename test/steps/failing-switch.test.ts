import { appendFile, rm, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { arrRewrite } from '../../src/routing/arr-rewrite.js'
import { answering } from '../http/answering.js'
import { beginDownload } from './long-download.js'
import { complaintsOf, logOf, MachineUnderTest } from './machine-under-test.js'
import { home, writeApplication } from './own-application.js'
import { ask, PollingClient, problemsIn } from './polling-client.js'

let machine: MachineUnderTest
beforeEach(async () => {
  machine = await MachineUnderTest.start()
})
afterEach(() => machine.dispose())

const firstRelease = () => machine.goLive('1.0.0')

/** A release that is ready to be switched to. */
async function readyRelease(release = '1.1.0') {
  const next = machine.deployment(release)
  await next.succeed('calculate-port')
  await next.deploy(await machine.package(release))
  return next
}

/** Good on its own port, and answers 500 to everybody who comes through a router. */
const twoFaced = (release: string) =>
  writeApplication(
    path.join(machine.folder, 'two-faced'),
    `if (request.headers['x-forwarded-for']) response.statusCode = 500; ${home(release)}`,
  )

test('when the new slot answers 500 after the switch, the router goes back and the step fails', async () => {
  await firstRelease()
  const next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  await next.succeed('deploy-to-slot', { 'BG.Source': await twoFaced('1.1.0') })
  await next.warmUp({ 'BG.Urls': '/' })
  const client = new PollingClient(machine.frontPort)

  const message = await next.fail('switch-arr')

  expect(message).toMatch(
    /^MyApp-1\.1\.0 was not proven through http:\S+: 5 answers in a row: the status was 500 \(expected 200-399\)\. MyApp-1\.0\.0 is live again, and proven\. MyApp-1\.1\.0 still runs, without requests\. Read the log/,
  )
  const wentBackAt = Date.now()
  await expect.poll(() => client.seen.some(({ askedAt }) => askedAt > wentBackAt)).toBe(true)
  const seen = await client.stop()
  expect(problemsIn(seen)).toEqual(['status 500'])
  expect(problemsIn(seen.filter(({ askedAt }) => askedAt > wentBackAt))).toEqual([])
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0', port: `${machine.ports[0]}` })
  expect((await machine.journal()).at(-1)).toMatchObject({
    kind: 'switched-back',
    from: 'MyApp-1.1.0',
    to: 'MyApp-1.0.0',
  })
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Started')

  await machine.goLive('1.2.0')
  expect((await machine.journal()).findLast(({ kind }) => kind === 'switched')).toMatchObject({
    from: 'MyApp-1.0.0',
    to: 'MyApp-1.2.0',
  })
})

test('a release that is gone while the previous slot is drained is left at once, not when the last download has ended', async () => {
  await firstRelease()
  const next = await readyRelease()
  let isOver = false
  const { ended } = await beginDownload(machine.frontPort, 45)
  void ended.then(() => {
    isOver = true
  })
  const failing = next.fail('switch-arr')
  await expect.poll(async () => (await machine.journal()).at(-1)?.kind, { timeout: 20_000 }).toBe('switched')
  await machine.appcmd('stop', 'apppool', 'MyApp-1.1.0')

  expect(await failing).toContain(
    `answers 503, while MyApp-1.0.0 was drained. MyApp-1.0.0 is live again, and proven. MyApp-1.1.0 still runs`,
  )
  expect(isOver).toBe(false)
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Started')
}, 90_000)

test('a live slot that an earlier deployment has proven is never left for an older one', async () => {
  await firstRelease()
  const ill = path.join(machine.folder, 'ill')
  const source = await writeApplication(
    path.join(machine.folder, 'ill-later'),
    `if (request.headers['x-forwarded-for'] && require('node:fs').existsSync(${JSON.stringify(ill)})) response.statusCode = 500; ${home('1.1.0')}`,
  )
  const next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  await next.succeed('deploy-to-slot', { 'BG.Source': source })
  await next.switch()
  await writeFile(ill, '')

  const again = machine.deployment('1.1.0')
  await again.succeed('calculate-port')
  await again.succeed('deploy-to-slot', { 'BG.Source': source })
  expect(await again.fail('switch-arr')).toMatch(
    /the status was 500 \(expected 200-399\)\. The router was not touched: an earlier deployment has proven this slot/,
  )

  expect(await ask(machine.frontPort)).toMatchObject({ port: `${machine.ports[1]}` })
  expect((await machine.journal()).map(({ kind }) => kind)).not.toContain('switched-back')
})

test('when the first release of all is not proven, the router points nowhere again', async () => {
  const first = machine.deployment('1.0.0')
  await first.prepare()
  await first.succeed('calculate-port')
  await first.succeed('deploy-to-slot', { 'BG.Source': await twoFaced('1.0.0') })
  await first.warmUp({ 'BG.Urls': '/' })
  expect(await first.fail('switch-arr')).toContain('The router points to no release again, as before.')
  expect(await ask(machine.frontPort)).toMatchObject({ problem: 'status 503', port: 'none' })
})

test('when the new slot names another release than the one that is deployed, the router goes back', async () => {
  await firstRelease()
  const next = machine.deployment('1.1.0')
  await next.succeed('calculate-port')
  await next.deploy(await machine.package('9.9.9'))
  await next.warmUp({ 'BG.ReleaseHeader': '' })

  const message = await next.fail('switch-arr', { 'BG.ProofLimit': '5s' })

  expect(message).toContain(
    '5 answers in a row: X-Release was "9.9.9" instead of "1.1.0". MyApp-1.0.0 is live again, and proven.',
  )
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0', port: `${machine.ports[0]}` })
})

test('a slot that is dead before the switch is refused, and the router is not touched', async () => {
  await firstRelease()
  const next = await readyRelease()
  const journal = await machine.journal()
  const client = new PollingClient(machine.frontPort)

  await machine.appcmd('stop', 'apppool', 'MyApp-1.1.0')
  const poolStopped = await next.fail('switch-arr')
  await machine.appcmd('stop', 'site', 'MyApp-1.1.0')
  const siteStopped = await next.fail('switch-arr')

  expect(poolStopped).toContain(`The switch was not begun: http://127.0.0.1:${machine.ports[1]}/ answers 503.`)
  expect(poolStopped).toContain('The router was not touched; what was live is live.')
  expect(siteStopped).toContain('the site of MyApp-1.1.0 is Stopped, not started')
  const wrongSlot = await next.fail('switch-arr', { 'BG.Slot': 'MyApp-1.0.0' })
  expect(wrongSlot).toContain(`port ${machine.ports[1]} belongs to MyApp-1.1.0, not to MyApp-1.0.0`)
  expect(problemsIn(await client.stop())).toEqual([])
  expect(await machine.journal()).toEqual(journal)
})

/** As a switch to 1.1.0 leaves it that is killed as soon as the router points there. */
async function killedAfterTheSwitch(): Promise<void> {
  const application = path.join(machine.root, 'MyApp')
  const { task, at } = (await machine.journal()).at(-1) ?? {}
  const ends = { from: 'MyApp-1.0.0', to: 'MyApp-1.1.0' }
  const event = { at, kind: 'switching', ...ends, release: '1.1.0', port: machine.ports[1], task }
  await appendFile(path.join(application, 'journal.jsonl'), `${JSON.stringify(event)}\n`)
  await arrRewrite(path.join(application, 'front')).makeLive(machine.ports[1])
}

test('a release that dies after the switch, which was killed, is left when the step is run again', async () => {
  await firstRelease()
  const next = await readyRelease()
  for (const kind of ['apppool', 'site']) {
    await killedAfterTheSwitch()
    await machine.appcmd('stop', kind, 'MyApp-1.1.0')
    const message = await next.fail('switch-arr')
    expect(message).toMatch(
      /^MyApp-1\.1\.0 was not proven through http:\S+: http:\S+:\d+\/ (answers 503|gives no answer)/,
    )
    expect(message).toContain('MyApp-1.0.0 is live again, and proven.')
    expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0', port: `${machine.ports[0]}` })
  }
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Started')
})

test('a release that only starts again while the step is run again is not left', async () => {
  await firstRelease()
  const next = await readyRelease()
  await killedAfterTheSwitch()
  await machine.appcmd('stop', 'site', 'MyApp-1.1.0')
  let asked = 0
  const listener: RequestListener = (_request, response) => {
    asked += 1
    response.writeHead(asked === 1 ? 503 : 200, { 'X-Release': '1.1.0' }).end()
  }
  await answering(listener, { port: machine.ports[1] })
  expect((await next.switch()).outputs).toMatchObject({ LiveSlot: 'MyApp-1.1.0' })
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Stopped')
})

test('a release that dies after the limit of the drain is left when the step is run again, as it says', async () => {
  await firstRelease()
  const next = await readyRelease()
  const download = await beginDownload(machine.frontPort, 60)
  const limits = { 'BG.DrainLimit': '300ms', 'BG.DrainInterval': '50ms' }
  expect(await next.fail('switch-arr', limits)).toContain('The new slot is live and proven')
  await machine.appcmd('stop', 'apppool', 'MyApp-1.1.0')

  expect(await next.fail('switch-arr', limits)).toContain('MyApp-1.0.0 is live again, and proven.')
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.0.0' })
  void download
})

test('at the limit of the drain the step does what it is told, and the new slot is live in any case', async () => {
  await firstRelease()
  await machine.appcmd('set', 'apppool', 'MyApp-1.0.0', '/processModel.shutdownTimeLimit:00:00:01')
  const next = await readyRelease()
  const download = await beginDownload(machine.frontPort, 60)
  const limits = { 'BG.DrainLimit': '300ms', 'BG.DrainInterval': '50ms' }

  const message = await next.fail('switch-arr', limits)
  expect(message).toContain('1 request is still in flight in MyApp-1.0.0 after 0.3 s.')
  expect(message).toContain('The new slot is live and proven; MyApp-1.0.0 keeps running until its requests have ended.')
  expect(message).toContain('BG.AtDrainLimit')
  expect(await ask(machine.frontPort)).toMatchObject({ release: '1.1.0' })

  const left = await next.succeed('switch-arr', { ...limits, 'BG.AtDrainLimit': 'leave-running' })
  expect(complaintsOf(left)).toEqual([
    '1 request is still in flight in MyApp-1.0.0 after 0.3 s; it keeps running, as BG.AtDrainLimit says.',
  ])
  expect(left.outputs).toMatchObject({ SwitchedAt: '', LiveSlot: 'MyApp-1.1.0', PreviousSlot: 'MyApp-1.0.0' })
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Started')

  const stopped = await next.succeed('switch-arr', { ...limits, 'BG.AtDrainLimit': 'stop' })
  expect(complaintsOf(stopped)).toEqual([expect.stringContaining('they are cut off, as BG.AtDrainLimit says')])
  expect((await download.ended).whole).toBe(false)
  expect(await machine.state('apppool', 'MyApp-1.0.0')).toBe('Stopped')
})

test('the previous slot keeps running where it is not to be stopped', async () => {
  await firstRelease()
  const next = await readyRelease()
  const result = await next.switch({ 'BG.StopPrevious': 'False' })
  expect(logOf(result)).toContain('MyApp-1.0.0 keeps running, as BG.StopPrevious says')
  expect(await machine.state('site', 'MyApp-1.0.0')).toBe('Started')
})

test('where requests cannot be seen, it is said, and the previous slot is given the whole limit', async () => {
  machine.host.configure({ requestMonitor: false })
  await rm(path.join(machine.host.binFolder, 'typeperf'))
  await firstRelease()
  const next = await readyRelease()
  const download = await beginDownload(machine.frontPort, 1)
  const result = await next.switch({ 'BG.DrainLimit': '2s' })
  expect(complaintsOf(result)).toEqual([
    'Requests in flight cannot be seen on this machine (the IIS feature Request Monitor is missing): MyApp-1.0.0 is given the whole 2 s.',
  ])
  const { endedAt, ...got } = await download.ended
  expect(got).toMatchObject({ release: '1.0.0', whole: true })
  const journal = await machine.journal()
  expect(Date.parse(journal.find(({ kind }) => kind === 'drained')?.at ?? '')).toBeGreaterThan(endedAt)
})
