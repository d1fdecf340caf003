import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { portOf } from '../../../src/routing/front-web-config.js'
import { livePortOf, readHealth } from '../../../src/routing/health-file.js'
import { portInUpstreamFile } from '../../../src/routing/nginx-reload-snippet.js'
import type { ActionResult } from '../../../src/simulators/tentacle/tentacle.js'
import { freePort } from '../../free-port.js'
import { leftovers, stateOf, stepProcesses } from '../fixtures/machine-state.js'
import { type Deployment, logOf, MachineUnderTest, type NginxRouter, tree } from '../machine-under-test.js'
import { home, writeApplication } from '../own-application.js'
import { PollingClient, problemsIn } from '../polling-client.js'
import { Snapshot } from './snapshot.js'
import { type Point, Tap } from './tap.js'

/** How the deployments of a scene are switched. */
export type SceneRouter = 'arr' | 'farm' | NginxRouter

const isNginx = (router: SceneRouter): router is NginxRouter => router !== 'arr' && router !== 'farm'

export type Turn = { readonly step: string; readonly parameters?: Readonly<Record<string, string>> }

export type Trial = Point & {
  /** The step has to fail, and until then users may notice. */
  readonly fails?: boolean
  /** What somebody does before the next run. */
  readonly repair?: () => Promise<unknown>
}

/** One deployment on a machine that others use too; its steps can be disturbed and repeated. */
export class Scene {
  readonly machine: MachineUnderTest
  readonly #tap: Tap
  readonly #deployment: Deployment
  readonly #client: PollingClient | undefined
  readonly #neighbours: string

  private constructor(
    machine: MachineUnderTest,
    tap: Tap,
    deployment: Deployment,
    client: PollingClient | undefined,
    neighbours: string,
  ) {
    this.machine = machine
    this.#tap = tap
    this.#deployment = deployment
    this.#client = client
    this.#neighbours = neighbours
  }

  /** @param releases that were deployed before; without any the front door is not asked */
  static async start(router: SceneRouter, releases: readonly string[], release: string): Promise<Scene> {
    const machine = await MachineUnderTest.start({ blankStateReads: 0 })
    await settle(machine)
    if (router === 'farm') await machine.setUpFarm()
    else if (router !== 'arr') await machine.startNginx(undefined, router)
    const begun = (name: string, environment: Record<string, string> = {}) =>
      machine.deployment(name, {}, { environment })
    for (const old of releases) {
      const deployment = begun(old)
      for (const { step, parameters = {} } of await turnsOf(machine, router, old))
        if (!/delete|status/.test(step)) await deployment.succeed(step, parameters)
      await upload(machine, old)
    }
    const tap = new Tap(machine.folder)
    const client =
      releases.length > 0 ? new PollingClient(machine.frontPort, { retries: isNginx(router), everyMs: 5 }) : undefined
    return new Scene(machine, tap, begun(release, tap.environment), client, await neighbours(machine))
  }

  async snapshot(): Promise<Snapshot> {
    return Snapshot.of(this.machine)
  }

  /** A step as it should go. @returns its effects, and the machine afterwards */
  async undisturbed({ step, parameters = {} }: Turn): Promise<{ effects: readonly string[]; state: unknown }> {
    await this.#tap.watch()
    await this.#deployment.succeed(step, parameters)
    const { effects } = await this.#tap.stop()
    return { effects, state: await stateOf(this.machine) }
  }

  /**
   * A step that something happens to, and the same step again.
   * @returns what is wrong then; `not reached` when the step ended before its point
   */
  async disturbed({ step, parameters = {} }: Turn, trial: Trial, wanted: unknown): Promise<string[] | 'not reached'> {
    const from = this.#client?.seen.length ?? 0
    await this.#tap.watch(trial)
    const first = await this.#deployment.run(step, parameters)
    const endedAt = Date.now()
    const { reached } = await this.#tap.stop()
    if (!reached) return first.succeeded ? 'not reached' : [`failed before its point: ${first.resultMessage}`]
    const wrong = [...endingProblems(first, trial), ...(await this.#now('after it'))]
    await trial.repair?.()
    const again = await this.#deployment.run(step, parameters)
    if (!again.succeeded) wrong.push(`the next run failed: ${again.resultMessage}`)
    wrong.push(...(await this.#now('in the end')))
    wrong.push(...(await leftovers(this.machine)).map((file) => `left over: ${file}`))
    const state = await stateOf(this.machine)
    if (!isDeepStrictEqual(state, wanted)) wrong.push(`another state:\n${differences(state, wanted)}`)
    const seen = this.#client?.seen.slice(from) ?? []
    const noticed = seen.filter(({ askedAt }) => !trial.fails || askedAt > endedAt)
    wrong.push(...problemsIn(noticed).map((problem) => `a client saw: ${problem}`))
    return wrong.length > 0 && process.env['BLUEGREEN_POINT'] ? [...wrong, logOf(first), logOf(again)] : wrong
  }

  /** What must hold at every moment. */
  async #now(when: string): Promise<string[]> {
    const processes = await stepProcesses(this.machine)
    const others = await neighbours(this.machine)
    return [
      ...processes.map((program) => `${when} still runs: ${program}`),
      ...(others === this.#neighbours ? [] : [`${when} what is somebody else's has changed`]),
      ...(this.#client ? await this.#liveProblems(when) : []),
    ]
  }

  async #liveProblems(when: string): Promise<string[]> {
    const port = await routerPort(this.machine)
    const { stdout } = await this.machine.host.run({ program: 'appcmd', args: ['list', 'site'], stdin: '' })
    const live = stdout.split('\n').filter((line) => line.includes(`:${port}:`) && line.includes('state:Started'))
    return live.length === 1 ? [] : [`${when} there are ${live.length} live slots on port ${port}:\n${stdout}`]
  }

  async dispose(): Promise<void> {
    await this.#client?.stop()
    await this.machine.dispose()
  }
}

function endingProblems({ exitCode, succeeded, resultMessage }: ActionResult, { action, fails }: Trial): string[] {
  if (action.do === 'kill') return exitCode === 137 ? [] : [`it was not killed: exit code ${exitCode}`]
  if (succeeded) return fails ? ['it should have failed'] : []
  if (exitCode !== 1 || !resultMessage) return [`it ended with ${exitCode} and without a message`]
  return resultMessage.includes('defect of the step') ? [`it failed with: ${resultMessage}`] : []
}

async function routerPort(machine: MachineUnderTest): Promise<unknown> {
  const { router } = await machine.marker()
  const folder = path.join(machine.root, 'MyApp')
  if (router?.kind === 'nginx-flag') return router.ports[existsSync(router.flag) ? 1 : 0]
  if (router?.kind === 'arr-health-file')
    return livePortOf(await Promise.all(router.ports.map((port) => readHealth(router.folder, router.match, port))))
  if (router?.kind === 'nginx-reload')
    return portInUpstreamFile(router.key, await readFile(router.upstreamFile, 'utf8').catch(() => ''))
  return portOf(await readFile(path.join(folder, 'front', 'web.config'), 'utf8'))
}

const differences = (found: unknown, wanted: unknown): string => {
  const lines = (state: unknown) => JSON.stringify(state, null, 1).split('\n')
  const [have, want] = [lines(found), lines(wanted)]
  return [
    ...have.filter((line) => !want.includes(line)).map((line) => `  found  ${line.trim()}`),
    ...want.filter((line) => !have.includes(line)).map((line) => `  wanted ${line.trim()}`),
  ].join('\n')
}

/** Another application, and a web site that no application has, with a worker of its own. */
async function settle(machine: MachineUnderTest): Promise<void> {
  const folder = await writeApplication(path.join(machine.folder, 'neighbour'), home('0'))
  const port = await freePort()
  await machine.appcmd('add', 'apppool', '/name:MyApp-0.9.0', '/startMode:AlwaysRunning')
  await machine.appcmd(
    'add',
    'site',
    '/name:MyApp-0.9.0',
    `/bindings:http/127.0.0.1:${port}:`,
    `/physicalPath:${folder}`,
  )
  await machine.appcmd('set', 'app', 'MyApp-0.9.0/', '/applicationPool:MyApp-0.9.0')
  await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text())
  await mkdir(path.join(machine.root, 'MyApp-Admin'), { recursive: true })
  await writeFile(path.join(machine.root, 'MyApp-Admin', 'notes.txt'), 'not ours')
}

/** What belongs to them, byte for byte, and their worker. */
async function neighbours(machine: MachineUnderTest): Promise<string> {
  const folders = [path.join(machine.folder, 'neighbour'), path.join(machine.root, 'MyApp-Admin')]
  const configuration = machine.host.configuration()
  return JSON.stringify([
    await Promise.all(folders.map(tree)),
    (await machine.workers())['MyApp-0.9.0'],
    /<site name="MyApp-0\.9\.0"[\s\S]*?<\/site>/.exec(configuration)?.[0],
    /<add name="MyApp-0\.9\.0"[\s\S]*?>/.exec(configuration)?.[0],
  ])
}

/** Somebody uploads a file to a release: Delete Previous must not lose it. */
async function upload(machine: MachineUnderTest, release: string): Promise<void> {
  const folder = path.join(machine.root, 'MyApp', 'slots', `MyApp-${release}`, 'uploads')
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'photo.txt'), `of ${release}`)
}

/** The steps of a deployment, each with something to do, and with short waits. */
export async function turnsOf(machine: MachineUnderTest, router: SceneRouter, release: string): Promise<Turn[]> {
  const source = await writeApplication(path.join(machine.folder, 'packages', release), home(release))
  const bash = isNginx(router) ? '-bash' : ''
  const mostBody = `${release.replaceAll('.', '')}MB`
  const quick = { 'BG.DrainInterval': '10ms', 'BG.DrainLimit': '10s', 'BG.InARow': '3', 'BG.ProofLimit': '10s' }
  return [
    {
      step: `prepare-router${bash}`,
      parameters: {
        ...(router === 'farm' ? { 'BG.Router': 'arr-health-file' } : { 'BG.MostBody': mostBody }),
        ...(isNginx(router) ? { 'BG.Router': router } : {}),
      },
    },
    { step: 'calculate-port' },
    { step: 'deploy-to-slot', parameters: { 'BG.Source': source, 'BG.WritableFolders': 'uploads' } },
    { step: `warm-up${bash}`, parameters: { 'BG.Urls': '/', 'BG.InARow': '2', 'BG.Latency': '5s' } },
    { step: isNginx(router) ? 'switch-nginx-bash' : 'switch-arr', parameters: quick },
    { step: 'delete-previous', parameters: { 'BG.DeleteLimit': '2s' } },
    { step: 'status' },
  ]
}
