import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest'
import { ZipFile } from 'yazl'
import {
  buildCommandLine,
  earlier,
  isThere,
  processesOf,
  type Rehearsal,
  stageFolder,
  startRehearsal,
} from './fixtures/run-rehearsal.js'

const short = ['--tentacles', '1', '--rate', '20']
let commandLine: Awaited<ReturnType<typeof buildCommandLine>>

beforeAll(async () => {
  commandLine = await buildCommandLine()
})
afterAll(() => commandLine.remove())

const start = (context: TestContext, ...args: string[]) => startRehearsal(context, commandLine.file, ...short, ...args)
const deadline = { timeout: 20_000, interval: 50 }

/** Nothing of the rehearsal is left: no process, no folder. */
async function expectNothingLeft(folder: string): Promise<void> {
  await vi.waitFor(() => expect(processesOf(folder)).toEqual([]), deadline)
  expect(isThere(folder)).toBe(false)
}

async function completed(rehearsal: Rehearsal, code: number) {
  const end = await rehearsal.end
  expect(end, rehearsal.printed()).toEqual({ code, stderr: '' })
  await expectNothingLeft(await stageFolder(rehearsal))
  return rehearsal.report()
}

describe.concurrent('a rehearsal', { timeout: 180_000 }, () => {
  test('through a web farm that was there before: both releases answer for a moment, and nothing is lost', async (context) => {
    const report = await completed(await start(context, '--router', 'arr-health-file'), 0)
    expect(report).toMatchObject({ ok: true, problems: [], lost: 0, mixed: 0, stale: 0, serving: { 'web-1': '1.1.0' } })
    expect(report.simulated).toContainEqual(expect.stringContaining('ARR'))
  })

  test('of two routers side by side: nothing is lost, and every transfer ends on the release that it began on', async (context) => {
    const both = await Promise.all([
      start(context, '--router', 'nginx-flag'),
      start(context, '--router', 'arr-rewrite', '--tentacles', '2', '--window', '2'),
    ])
    for (const [index, rehearsal] of both.entries()) {
      const report = await completed(rehearsal, 0)
      expect(report).toMatchObject({ ok: true, problems: [], lost: 0, mixed: 0, stale: 0, lostRequests: [] })
      expect(report.requests).toBeGreaterThan(100)
      expect(Object.keys(report.answersByRelease)).toEqual(['1.0.0', '1.1.0'])
      expect(Object.values(report.answersByRelease).reduce((sum, n) => sum + n)).toBe(report.requests)
      expect(new Set(Object.values(report.serving))).toEqual(new Set(['1.1.0']))
      expect(report.latencyMs?.p50).toBeGreaterThan(0)
      expect(report.aroundSwitchMs?.max).toBeLessThanOrEqual(report.latencyMs?.max ?? 0)

      const own = report.steps.filter(({ machine, release }) => machine === 'web-1' && release === '1.1.0')
      const steps = ['Prepare Router', 'Calculate Port', 'Deploy to Slot', 'Warm Up', 'Switch', 'Delete Previous']
      expect(own.map(({ step }) => step)).toEqual(steps)
      expect(own.every(({ result, ms }) => result === 'succeeded' && ms > 0)).toBe(true)

      expect(report.transfers).toHaveLength(4 * (index + 1))
      for (const transfer of report.transfers)
        expect(transfer).toMatchObject({ release: '1.0.0', complete: true, acrossSwitch: true })
      expect(report.simulated.some((what) => what.startsWith('ARR'))).toBe(index === 1)
      expect(rehearsal.printed()).toContain(report.sentence)
    }
  })

  test('with a release that does not get warm never switches', async (context) => {
    const report = await completed(await start(context, '--fail', 'warm-up'), 0)
    expect(report).toMatchObject({ ok: true, lost: 0, mixed: 0, serving: { 'web-1': '1.0.0' } })
    expect(report.answersByRelease).toEqual({ '1.0.0': report.requests })
    expect(report.deployments).toMatchObject([{ result: 'failed', failedAt: { step: 'Warm Up' }, asExpected: true }])
  })

  test('with a release that is not proven goes back to the old one', async (context) => {
    const report = await completed(await start(context, '--fail', 'switch', '--router', 'arr-rewrite'), 0)
    expect(report).toMatchObject({ ok: true, lost: 0, mixed: 0, serving: { 'web-1': '1.0.0' } })
    expect(report.answersByRelease['1.1.0']).toBeGreaterThan(0)
    expect(report.switches.at(-1)).toMatchObject({ release: '1.1.0', provenAt: null })
    expect(report.deployments).toMatchObject([{ result: 'failed', failedAt: { step: 'Switch' }, asExpected: true }])
  })

  test('with a release that crashes tells what was lost, and the old one serves again', async (context) => {
    const rehearsal = await start(context, '--fail', 'crash-after-switch')
    const report = await completed(rehearsal, 1)
    expect(report).toMatchObject({ ok: false, mixed: 0, stale: 0, serving: { 'web-1': '1.0.0' } })
    expect(report.lost).toBeGreaterThan(0)
    expect(report.lostRequests).toHaveLength(report.lost)
    expect(report.lostRequests[0]).toMatchObject({ machine: 'web-1', phase: 'Switch', error: expect.any(String) })
    expect(report.problems).toEqual([expect.stringContaining('lost')])
  })

  test('with a switch that is killed and run again ends as if it had not been', async (context) => {
    const report = await completed(await start(context, '--fail', 'kill'), 0)
    expect(report).toMatchObject({ ok: true, lost: 0, mixed: 0, stale: 0, serving: { 'web-1': '1.1.0' } })
    const switches = report.steps.filter(({ step, release }) => step === 'Switch' && release === '1.1.0')
    expect(switches.map(({ result }) => result)).toEqual(['killed', 'succeeded'])
  })

  test('of many switches in a row tells each of them, and what they cost', async (context) => {
    const rehearsal = await start(context, '--soak', '2', '--rtt', '10ms', '--rate', '40')
    const report = await completed(rehearsal, 0)
    expect(report).toMatchObject({ ok: true, lost: 0, mixed: 0, stale: 0, serving: { 'web-1': '1.1.0' } })
    const { soak } = report
    expect(soak?.eachSwitch.map(({ number, release }) => [number, release])).toEqual([
      [1, '1.0.0'],
      [2, '1.1.0'],
    ])
    for (const each of soak?.eachSwitch ?? []) {
      expect(Date.parse(each.provenAt ?? '')).toBeGreaterThan(Date.parse(each.startedAt))
      expect(each.requests).toBeGreaterThan(30)
    }
    expect(soak?.quiet.requests).toBeGreaterThan(120)
    // A round trip for the request, and one more for the handshake of a new connection.
    expect(soak?.quiet.latencyMs?.p50).toBeGreaterThan(10)
    expect(soak?.ratio?.p99).toBeGreaterThan(0)
    expect(soak?.transfers.map(({ kind }) => kind).sort()).toEqual(['download', 'events', 'upload', 'websocket'])
    for (const { count, whole, mostSwitches } of soak?.transfers ?? []) {
      expect([count > 1, whole]).toEqual([true, count])
      expect(mostSwitches).toBeGreaterThan(0)
    }
    expect(rehearsal.printed()).toContain(report.sentence)
  })

  test('that begins with a plain site takes it in under load, and tells apart what was lost in the gap', async (context) => {
    const rehearsal = await start(context, '--adopt')
    const report = await completed(rehearsal, 0)
    expect(report).toMatchObject({ ok: true, lost: 0, mixed: 0, stale: 0, serving: { 'web-1': '1.1.0' } })
    expect(report.adoptions).toHaveLength(1)
    const [adoption] = report.adoptions
    expect(adoption?.gapMs).toBeGreaterThanOrEqual(50)
    expect(report.lostRequests).toHaveLength(adoption?.lost ?? 0)
    expect(Object.keys(report.answersByRelease)).toEqual(['1.0.0', '1.1.0'])
    expect(rehearsal.printed()).toMatch(/before, by adoption +1 site taken in; without answers for at most \d+ ms/)
    expect(report.simulated).toContainEqual(expect.stringContaining('The gap when a site is taken in'))
  })

  test('of somebody’s own application knows the release by the port', async (context) => {
    const rehearsal = await start(context, ...(await ownApplication(context)))
    const report = await completed(rehearsal, 0)
    expect(Object.keys(report.answersByRelease)).toEqual(['2.0.0', '2.1.0'])
    expect(report).toMatchObject({ ok: true, lost: 0, stale: 0, transfers: [], serving: { 'web-1': '2.1.0' } })
  })

  test('of many switches of somebody’s own application knows the release by the port, too', async (context) => {
    const rehearsal = await start(context, ...(await ownApplication(context)), '--soak', '2')
    const report = await completed(rehearsal, 0)
    expect(Object.keys(report.answersByRelease).sort()).toEqual(['2.0.0', '2.1.0'])
    expect(report).toMatchObject({ ok: true, problems: [], lost: 0, stale: 0, serving: { 'web-1': '2.1.0' } })
  })

  test('with a package that is broken does not begin, and names it', async (context) => {
    const application = await ownApplication(context)
    const second = application[3] ?? ''
    await truncate(second, 100)
    const rehearsal = await start(context, ...application)
    const { code, stderr } = await rehearsal.end
    expect([code, rehearsal.printed()]).toEqual([2, ''])
    expect(stderr).toContain(`--package: ${second} cannot be extracted: `)
    expect(stderr).toContain('Nothing was started')
    expect(rehearsal.html()).toBe(earlier)
  })

  test.for(['SIGINT', 'SIGTERM'] as const)('that gets %s ends everything that it started', async (signal, context) => {
    const rehearsal = await start(context)
    const folder = await stageFolder(rehearsal)
    await rehearsal.saw(/1\.1\.0 {2}Calculate Port/)
    rehearsal.child.kill(signal)
    expect(await rehearsal.end).toMatchObject({ code: 130, stderr: expect.stringContaining('interrupted') })
    await expectNothingLeft(folder)
    for (const file of ['report.json', 'report.html']) expect(isThere(path.join(rehearsal.out, file)), file).toBe(false)
  })

  test('of many switches that is interrupted ends everything that it started', async (context) => {
    const rehearsal = await start(context, '--soak', '50', '--rtt', '10ms')
    const folder = await stageFolder(rehearsal)
    await rehearsal.saw(/switches, one every/)
    await rehearsal.saw(/1\.0\.0 {2}Switch[^\n]*keeps running/)
    rehearsal.child.kill('SIGINT')
    expect(await rehearsal.end).toMatchObject({ code: 130, stderr: expect.stringContaining('interrupted') })
    await expectNothingLeft(folder)
  })

  test('that is killed leaves no process behind', async (context) => {
    const rehearsal = await start(context)
    const folder = await stageFolder(rehearsal)
    await rehearsal.saw(/1\.1\.0 {2}Calculate Port/)
    expect(processesOf(folder).length).toBeGreaterThan(3)
    rehearsal.child.kill('SIGKILL')
    await vi.waitFor(() => expect(processesOf(folder)).toEqual([]), deadline)
  })

  test('whose simulated IIS dies fails, and cleans up', async (context) => {
    const rehearsal = await start(context)
    const folder = await stageFolder(rehearsal)
    await rehearsal.saw(/1\.1\.0 {2}Calculate Port/)
    const hosts = processesOf(`"${folder}/web-1/iis"`)
    for (const pid of hosts) process.kill(Number(pid), 'SIGKILL')
    const end = await rehearsal.end
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('The simulated IIS of web-1 has ended') })
    await expectNothingLeft(folder)
    expect(isThere(path.join(rehearsal.out, 'report.html'))).toBe(false)
  })
})

/** The options for two releases of an application that tells nobody which one it is. */
async function ownApplication({ onTestFinished }: TestContext): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'own-application-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const packages = await Promise.all(['2.0.0', '2.1.0'].map((release) => ownPackage(folder, release)))
  const given = packages.flatMap((file) => ['--package', file])
  return [...given, '--releases', '2.0.0,2.1.0', '--start', 'node app.js']
}

/** An application that tells nobody its release. */
async function ownPackage(folder: string, release: string): Promise<string> {
  const zip = new ZipFile()
  const code = `require('http').createServer((_, response) => response.end('hello')).listen(process.env.PORT, '127.0.0.1') // ${release}\n`
  zip.addBuffer(Buffer.from(code), 'app.js')
  zip.end()
  const file = path.join(folder, `own.${release}.zip`)
  await pipeline(zip.outputStream, createWriteStream(file))
  return file
}
