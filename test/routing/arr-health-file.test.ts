import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { setUpFarm } from '../../src/rehearsal/existing-farm.js'
import { arrHealthFile } from '../../src/routing/arr-health-file.js'
import { type ArrModule, arrModule } from '../../src/simulators/arr/arr-module.js'
import { IisHost } from '../../src/simulators/iis/iis-host.js'
import type { ArrHealthFileRouter } from '../../src/slots/marker.js'
import { silentPort } from '../http/answering.js'
import { logLines } from '../machine/log-lines.js'

/** As many as there are tests: a change of the configuration, such as a new farm, makes ARR check all of them at once. */
const farmsNeeded = 13

let host: IisHost
let arr: ArrModule
let root: string
const before = process.env['PATH']
const farms: Awaited<ReturnType<typeof makeFarm>>[] = []
const cleanups: (() => unknown)[] = []

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'farms-'))
  arr = arrModule()
  host = await IisHost.start({ folder: path.join(root, 'iis') }, [arr])
  process.env['PATH'] = `${host.binFolder}${path.delimiter}${before}`
  for (let number = 1; number <= farmsNeeded; number++) farms.push(await makeFarm(`F${number}`))
}, 60_000)
afterAll(async () => {
  process.env['PATH'] = before
  for (const cleanup of cleanups) cleanup()
  await host.stop()
  await rm(root, { recursive: true, force: true })
})

const appcmd = async (...args: string[]) => {
  const { exitCode, stdout } = await host.run({ program: 'appcmd', args, stdin: '' })
  if (exitCode !== 0) throw new Error(stdout)
}
const setCheck = (farm: string, setting: string) =>
  appcmd(
    'set',
    'config',
    '-section:webFarms',
    `/[name='${farm}'].applicationRequestRouting.healthCheck.${setting}`,
    '/commit:apphost',
  )

async function listening(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  cleanups.push(() => server.close())
  return (server.address() as AddressInfo).port
}

/** A farm of two members, the first of which is live. What a member answers can be bent. */
async function makeFarm(name: string) {
  const folder = path.join(root, name)
  const ports: [number, number] = [0, 0]
  const bent: ((real: string) => string | undefined)[] = []
  const fileOf = (index: number) => path.join(folder, `${ports[index]}`, 'up.html')
  const says = (index: number) => readFileSync(fileOf(index), 'utf8')
  const say = async (index: number, text: string) => {
    await mkdir(path.dirname(fileOf(index)), { recursive: true })
    await writeFile(fileOf(index), text)
  }
  for (const index of [0, 1]) {
    const server = createServer((_, answer) => {
      const said = bent[index] ? bent[index](says(index)) : says(index)
      answer.writeHead(said === undefined ? 503 : 200).end(said)
    })
    ports[index] = await listening(server, `127.0.0.${index + 1}`)
    await say(index, index === 0 ? 'up\nturn 1\n' : 'down\n')
  }
  await setUpFarm(appcmd, { name, ports, frontPort: await silentPort(), folder: path.join(folder, 'front') })
  await setCheck(name, 'timeout:00:00:01')
  return { name, folder, ports, bent, says, say }
}

async function farmUnderTest() {
  const farm = farms.pop()
  if (!farm) throw new Error('There are more tests than farms.')
  const { name, folder, ports, says } = farm
  const marker: ArrHealthFileRouter = {
    kind: 'arr-health-file',
    farm: name,
    ports,
    addresses: ['127.0.0.1', '127.0.0.2'],
    ips: ['127.0.0.1', '127.0.0.2'],
    match: 'up',
    folder,
    pool: 'any',
    frontDoor: { url: 'http://127.0.0.1/' },
    portHeader: false,
    made: '',
  }
  const log = logLines()
  const healthy = () =>
    ['127.0.0.1', '127.0.0.2'].map((address) => arr.counters().farms[name]?.[address]?.isHealthy === true)
  const until = async (what: string, condition: () => boolean) => {
    const deadline = performance.now() + 10_000
    while (!condition()) {
      if (performance.now() > deadline) throw new Error(`still not ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  await until('seen as it is', () => healthy().join() === 'true,false')
  const history: string[] = []
  const watch = setInterval(() => {
    const files = [0, 1].map((index) => says(index).split('\n')[0]).join('/')
    const now = `files ${files}, ARR ${healthy()
      .map((is) => (is ? 'up' : 'down'))
      .join('/')}`
    if (history.at(-1) !== now) history.push(now)
  }, 2)
  cleanups.push(() => clearInterval(watch))
  return { ...farm, router: arrHealthFile(log, marker), log, healthy, history, until }
}

const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error('It should have failed.')
    },
    (error: Error) => error,
  )

describe.concurrent('a web farm', { timeout: 120_000 }, () => {
  test('is switched one file after the other, each when ARR has seen the one before, and there and back', async ({
    expect,
  }) => {
    const { ports, router, log, says, history, healthy } = await farmUnderTest()
    expect(await router.livePort()).toBe(ports[0])
    await router.makeLive(ports[1])
    expect(await router.livePort()).toBe(ports[1])
    expect(healthy()).toEqual([false, true])
    expect([says(0), says(1)]).toEqual(['down\n', 'up\nturn 2\n'])
    expect(history).toEqual([
      'files up/down, ARR up/down',
      'files up/up, ARR up/down',
      'files up/up, ARR up/up',
      'files down/up, ARR up/up',
      'files down/up, ARR down/up',
    ])
    expect(log.lines.join('\n')).toMatch(
      new RegExp(`highlight: ARR sends requests to 127.0.0.2:${ports[1]} only. For at most \\d+\\.\\d s both`),
    )
    await router.makeLive(ports[0])
    expect(await router.livePort()).toBe(ports[0])
    expect(history.filter((line) => line.startsWith('files down/down'))).toEqual([])
  })

  test('goes back where the new member flaps: the old one is up and was all the while', async ({ expect }) => {
    const { ports, router, says, bent, history } = await farmUnderTest()
    let asked = 0
    bent[1] = (real) => (real.startsWith('up') && asked++ % 2 === 1 ? undefined : real)
    const error = await failure(router.makeLive(ports[1]))
    expect(error.message).toContain('ARR did not take the member in')
    expect(error.message).toContain(
      `127.0.0.1:${ports[0]} is live, as before. The file of port ${ports[1]} says "down" again.`,
    )
    expect([says(0), says(1)]).toEqual(['up\nturn 1\n', 'down\n'])
    expect(asked).toBeGreaterThan(4)
    expect(history.filter((line) => !line.startsWith('files up/'))).toEqual([])
  })

  test('keeps its old member where the new release dies while ARR takes it in, as soon as that is seen', async ({
    expect,
  }) => {
    const { ports, router, says, history, healthy, until } = await farmUnderTest()
    // Its health file goes on to say "up": it is served apart from the release.
    const atNew = async () => ({ problem: healthy()[1] ? 'the release answers 500' : undefined, isGone: false })
    const error = await failure(router.makeLive(ports[1], { atNew }))
    expect(error.message).toContain(
      `Port ${ports[1]} answered no longer while ARR took it in: the release answers 500.`,
    )
    expect(error.message).toContain(`127.0.0.1:${ports[0]} is live, as before.`)
    expect([says(0), says(1)]).toEqual(['up\nturn 1\n', 'down\n'])
    expect(history.slice(0, 3)).toEqual([
      'files up/down, ARR up/down',
      'files up/up, ARR up/down',
      'files up/up, ARR up/up',
    ])
    await until('taken out', () => healthy()[1] === false)
    expect(history.filter((line) => !line.startsWith('files up/'))).toEqual([])
  })

  test('changes its members back at once where the new release is gone before the old one is out', async ({
    expect,
  }) => {
    const { ports, router, says, history, healthy, log } = await farmUnderTest()
    const isOldOut = () => says(0).startsWith('down')
    const [busy, gone] = [
      { problem: 'it answers 503', isGone: true },
      { problem: 'nobody answers', isGone: true },
    ]
    let looks = 0
    // Busy twice, and gone only then.
    const atNew = async () => {
      if (!isOldOut()) return { problem: undefined, isGone: false }
      looks += 1
      return looks === 3 ? { problem: undefined, isGone: false } : looks < 3 ? busy : gone
    }
    const error = await failure(router.makeLive(ports[1], { atNew }))
    expect(error.message).toContain(`Port ${ports[1]} answered no longer when ARR had taken it in: nobody answers.`)
    expect(error.message).toContain(`127.0.0.1:${ports[0]} is live again.`)
    expect(looks).toBeGreaterThanOrEqual(6)
    expect([says(0), says(1)]).toEqual(['up\nturn 3\n', 'down\n'])
    expect(await router.livePort()).toBe(ports[0])
    expect(healthy()[0]).toBe(true)
    expect(history.filter((line) => line.startsWith('files down/down'))).toEqual([])
    expect(log.lines.join('\n')).toContain(
      `ARR sends requests to 127.0.0.1:${ports[0]} again: nothing answered on port ${ports[1]} any more.`,
    )
  })

  test('is pointed back at once from a release that is gone, one file after the other from one that answers', async ({
    expect,
  }) => {
    const { ports, router, until, healthy, history } = await farmUnderTest()
    await router.makeLive(ports[1])
    const shown = history.length
    await router.makeLive(ports[0], { atOld: async () => ({ problem: 'nobody answers', isGone: true }) })
    expect(await router.livePort()).toBe(ports[0])
    // The old one is not waited for before the one that is gone is taken out.
    expect(history.slice(shown).filter((line) => line.startsWith('files up/up, ARR up/'))).toEqual([])
    await until('out', () => healthy().join() === 'true,false')

    await router.makeLive(ports[1])
    const again = history.length
    await router.makeLive(ports[0], { atOld: async () => ({ problem: 'it answers 500', isGone: false }) })
    expect(history.slice(again)).toContain('files up/up, ARR up/up')
  })

  test('is left alone where ARR takes the new member for healthy although its file says down', async ({ expect }) => {
    const { ports, router, says, bent, until, healthy, history } = await farmUnderTest()
    bent[1] = () => 'up, whatever the file says'
    await until('healthy', () => healthy()[1] === true)
    const error = await failure(router.makeLive(ports[1]))
    expect(error.message).toContain('and ARR does not take it for that')
    expect(error.message).toContain('answers 200 with "up, whatever the file says"')
    expect(error.message).toContain('The switch was not begun.')
    expect([says(0), says(1)]).toEqual(['up\nturn 1\n', 'down\n'])
    expect(history.every((line) => line.startsWith('files up/down'))).toBe(true)
  })

  test('brings the old member back, and takes the new one out, where the old one never goes down for ARR', async ({
    expect,
  }) => {
    const { ports, router, says, bent, history } = await farmUnderTest()
    bent[0] = () => 'up, from a cache'
    const error = await failure(router.makeLive(ports[1]))
    expect(error.message).toContain('and ARR still sends requests there')
    expect(error.message).toContain(`127.0.0.1:${ports[0]} is live again`)
    expect([says(0), says(1)]).toEqual([expect.stringMatching(/^up\n/), 'down\n'])
    expect(await router.livePort()).toBe(ports[0])
    expect(history.filter((line) => line.startsWith('files down/down'))).toEqual([])
  })

  test('keeps its old member where somebody has taken the new one out of ARR by hand', async ({ expect }) => {
    const { name, ports, router, says } = await farmUnderTest()
    arr.setServerState(name, '127.0.0.2', 'GracefulStop')
    const error = await failure(router.makeLive(ports[1]))
    expect(error.message).toContain('last seen: healthy, but not active')
    expect([says(0), says(1)]).toEqual(['up\nturn 1\n', 'down\n'])
  })

  test('with a switch that was killed halfway has the old member live: it is taken back, or finished', async ({
    expect,
  }) => {
    const { ports, router, say, says, until, healthy, log } = await farmUnderTest()
    await say(1, 'up\nturn 2\n')
    await until('both healthy', () => healthy().join() === 'true,true')
    expect(await router.livePort()).toBe(ports[0])
    await router.onlyLive?.()
    expect([says(0), says(1)]).toEqual(['up\nturn 1\n', 'down\n'])
    expect(healthy()).toEqual([true, false])

    await say(1, 'up\nturn 2\n')
    await router.makeLive(ports[1])
    expect(await router.livePort()).toBe(ports[1])
    expect(log.lines.join('\n')).toContain('Since a switch that was not ended both releases answered')
  })

  test('whose old member ARR still takes for healthy is waited for before anything is proven', async ({ expect }) => {
    const { ports, router, say, healthy, until } = await farmUnderTest()
    await say(1, 'up\nturn 2\n')
    await until('both healthy', () => healthy().join() === 'true,true')
    await say(0, 'down\n') // and there the switch was killed
    await router.onlyLive?.()
    expect(healthy()).toEqual([false, true])
    expect(await router.livePort()).toBe(ports[1])
  })

  test('with two files that were set up by hand is nobody’s guess', async ({ expect }) => {
    const { router, say, says } = await farmUnderTest()
    await say(0, 'up')
    await say(1, 'up')
    expect((await failure(router.livePort())).message).toContain('nothing in them tells which was live first')
    expect([says(0), says(1)]).toEqual(['up', 'up'])
  })

  test('that was changed since it was prepared is not switched', async ({ expect }) => {
    const { name, ports, router, says } = await farmUnderTest()
    await setCheck(name, 'responseMatch:OK')
    expect((await failure(router.makeLive(ports[1]))).message).toContain('Run "Prepare Router" again.')
    await setCheck(name, 'responseMatch:')
    expect((await failure(router.makeLive(ports[1]))).message).toContain('no response match')
    expect([says(0), says(1)]).toEqual(['up\nturn 1\n', 'down\n'])
  })
})

test('where ARR cannot be asked nothing is begun', async () => {
  const { ports, router, says } = await farmUnderTest()
  const known = host.knownScripts.splice(0)
  onTestFinished(() => void host.knownScripts.push(...known))
  const error = await failure(router.makeLive(ports[1]))
  expect(error.message).toContain('could not be read (PowerShell, exit code 1)')
  expect([says(0), says(1)]).toEqual(['up\nturn 1\n', 'down\n'])
})
