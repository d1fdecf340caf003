import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Deployment, tree } from '../steps/machine-under-test.js'
import { PollingClient, problemsIn } from '../steps/polling-client.js'
import { type Held, holdOpen } from './hold-open.js'
import { Moment } from './moment.js'
import { scanMs } from './scripts/share-modes.js'
import { onWindows } from './windows-lane.js'
import { WindowsMachine } from './windows-machine.js'

const limitMs = 300_000

/** Lets a file go some time after the step has said something. @returns how long the step went on after that */
function releaseAfter(held: Held, forMs: number, says: string, { tentacle }: Deployment): () => number {
  const said = new Moment()
  tentacle.onLine = ({ text }) => {
    if (text.includes(says)) said.tell()
  }
  let releasedAt = Number.POSITIVE_INFINITY
  void said.happened
    .then(() => pause(forMs))
    .then(() => {
      releasedAt = performance.now()
      return held.release()
    })
  return () => performance.now() - releasedAt
}

onWindows('a file of a slot or router that another process has open', (windows) => {
  test.concurrent(
    'is waited for; one that stays open fails the step and is named, and what is live stays whole and loses no request',
    async () => {
      const machine = await WindowsMachine.startOn({ windows: windows(), node: 22 })
      const hold = (onDisk: string, share: string) => holdOpen(windows(), machine.seen(onDisk), share)
      const front = `${machine.root}/MyApp/front/web.config`
      const slots = `${machine.root}/MyApp/slots`
      try {
        await machine.goLive('1.0.0')
        const client = new PollingClient(machine.frontPort, { everyMs: 100 })
        await scannedAndRead(machine, machine.deployment('1.1.0'))

        const deployment = machine.deployment('1.2.0')
        await deployment.deploy(await machine.package('1.2.0'), { 'BG.Port': String(machine.ports[0]) })
        const before = await readFile(front, 'utf8')
        const kept = await hold(front, 'r')
        const port = { 'BG.Port': String(machine.ports[0]) }
        const refused = await deployment.fail('switch-arr', port)
        expect(refused).toContain('\\BlueGreen\\MyApp\\front\\web.config cannot be replaced (EPERM, tried for 10 s).')
        expect(refused).toContain('The router points where it did.')
        expect(refused).toContain('Resource Monitor (resmon.exe')
        expect(await readFile(front, 'utf8')).toBe(before)
        expect(await machine.state('apppool', 'MyApp-1.1.0')).toBe('Started')
        await kept.release()
        await deployment.switch(port)
        const live = await tree(`${slots}/MyApp-1.2.0`)

        const doomed = `${slots}/MyApp-1.0.0`
        await writeFile(`${doomed}/upload.txt`, 'of a user')
        const log = await hold(`${doomed}/server.js`, 'rw')
        const unfinished = await deployment.fail('delete-previous', { 'BG.DeleteLimit': '1s' })
        expect(unfinished).toContain(
          '\\slots\\MyApp-1.0.0 could not be deleted within 1000 ms; what is left: server.js (EBUSY).',
        )
        expect(await tree(doomed)).toHaveLength(1)
        expect(await tree(`${slots}/MyApp-1.2.0`)).toEqual(live)
        expect((await machine.marker()).slots['MyApp-1.0.0']).toMatchObject({ state: 'deleting' })
        await log.release()
        const deleted = await deployment.succeed('delete-previous')
        expect(deleted.outputs).toMatchObject({ Deleted: 'MyApp-1.0.0' })
        expect(await tree(doomed)).toEqual(['there is no such folder'])
        expect(await readFile(`${machine.root}/MyApp/left-behind/MyApp-1.0.0/upload.txt`, 'utf8')).toBe('of a user')
        expect(await tree(`${slots}/MyApp-1.2.0`)).toEqual(live)

        const held = await hold(front, 'rd')
        const waiting = machine.deployment('1.3.0').prepare({ 'BG.MostBody': '2GB' })
        await untilPreparing(machine)
        const pointed = await readFile(front, 'utf8')
        await held.release()
        await waiting
        expect(await readFile(front, 'utf8')).not.toBe(pointed)
        expect(problemsIn(await client.stop())).toEqual([])
      } finally {
        await machine.dispose()
      }
    },
    limitMs,
  )

  /** A release from a folder with a file that a virus scanner keeps to itself, and a switch while the front's web.config is read. */
  async function scannedAndRead(machine: WindowsMachine, deployment: Deployment): Promise<void> {
    const port = { 'BG.Port': String(machine.ports[1]) }
    const source = `${machine.root}/MyApp/slots/MyApp-1.0.0`
    const scanner = await holdOpen(windows(), machine.seen(`${source}/server.js`), '-')
    const afterReading = releaseAfter(scanner, scanMs, 'Reading ', deployment)
    await deployment.succeed('deploy-to-slot', { 'BG.Source': machine.seen(source), ...port })
    expect(afterReading()).toBeGreaterThan(0)
    expect(await tree(`${machine.root}/MyApp/slots/MyApp-1.1.0`)).toHaveLength((await tree(source)).length)

    const reader = await holdOpen(windows(), machine.seen(`${machine.root}/MyApp/front/web.config`), 'rwd')
    const afterSwitch = releaseAfter(reader, scanMs, 'is pointed to', deployment)
    const switched = await deployment.switch({ 'BG.ReleaseHeader': '', ...port })
    expect(afterSwitch()).toBeGreaterThan(0)
    expect(switched.outputs).toMatchObject({ LiveSlot: 'MyApp-1.1.0', PreviousSlot: 'MyApp-1.0.0' })
  }

  test.concurrent(
    'a member of a web farm whose health file is kept open goes on alone: the new one is taken out again',
    async () => {
      const machine = await WindowsMachine.startOn({ windows: windows(), node: 20 })
      try {
        await machine.setUpFarm()
        await machine.goLive('1.0.0')
        const deployment = machine.deployment('1.1.0')
        const port = { 'BG.Port': String(machine.ports[1]) }
        await deployment.deploy(await machine.package('1.1.0'), port)
        const client = new PollingClient(machine.frontPort, { everyMs: 100 })
        const [old, next] = machine.ports.map((port) => `${machine.root}/MyApp/router/health/${port}/up.html`)
        const says = async () => [await readFile(old ?? '', 'utf8'), await readFile(next ?? '', 'utf8')]
        expect(await says()).toEqual([expect.stringContaining('turn'), 'down\n'])

        const kept = await holdOpen(windows(), machine.seen(old ?? ''), 'rw')
        const refused = await deployment.fail('switch-arr', port)
        expect(refused).toMatch(
          /up\.html cannot be replaced \(EPERM, tried for 10 s\)\. The router points where it did\./,
        )
        expect(await says()).toEqual([expect.stringContaining('turn'), 'down\n'])
        await kept.release()
        const switched = await deployment.switch(port)
        expect(switched.outputs).toMatchObject({ LiveSlot: 'MyApp-1.1.0', PreviousSlot: 'MyApp-1.0.0' })
        expect(await says()).toEqual(['down\n', expect.stringContaining('turn')])
        expect(problemsIn(await client.stop())).toEqual([])
      } finally {
        await machine.dispose()
      }
    },
    limitMs,
  )
})

/** Prepare Router is about to write a file, or waits until it can. */
async function untilPreparing(machine: WindowsMachine): Promise<void> {
  const deadline = performance.now() + 30_000
  while ((await machine.marker()).preparing === undefined) {
    if (performance.now() > deadline) throw new Error('Prepare Router did not begin to write.')
    await pause(20)
  }
}
