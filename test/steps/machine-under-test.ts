import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hashTree } from '../../src/machine/hash-tree.js'
import { setUpFarm } from '../../src/rehearsal/existing-farm.js'
import type { HeldProcess } from '../../src/rehearsal/held-process.js'
import { findNginx, nginxFiles, startNginx } from '../../src/rehearsal/nginx.js'
import { writeSamplePackage } from '../../src/rehearsal/sample-app/package.js'
import { arrModule } from '../../src/simulators/arr/arr-module.js'
import { IisHost } from '../../src/simulators/iis/iis-host.js'
import type { IisOptions } from '../../src/simulators/iis/iis-options.js'
import {
  type ActionRequest,
  type ActionResult,
  type Machine,
  type Template,
  Tentacle,
  type TentacleOptions,
} from '../../src/simulators/tentacle/tentacle.js'
import type { JournalEvent } from '../../src/slots/journal-event.js'
import type { Marker } from '../../src/slots/marker.js'
import { freePort } from '../free-port.js'

const root = path.resolve(import.meta.dirname, '../..')

// The workers of the simulated IIS inherit it: the first request of the sample application is not what is tested here.
process.env['SAMPLE_INIT_MS'] ??= '50'

/** The very file that is imported into Octopus. */
export const templateOf = async (step: string): Promise<Template> =>
  JSON.parse(await readFile(path.join(root, 'step-templates', `blue-green-${step}.json`), 'utf8')) as Template

/** Names of steps as the process gives them: later templates' defaults refer to them. */
const actionNames: Readonly<Record<string, string>> = {
  'prepare-router': 'Prepare Router',
  'calculate-port': 'Calculate Port',
  'deploy-to-slot': 'Deploy to Slot',
  'warm-up': 'Warm Up',
  'switch-arr': 'Switch',
  'switch-nginx': 'Switch',
  'delete-previous': 'Delete Previous',
  status: 'Status',
}

/** What Octopus says of a deployment: one space, project and environment. */
export const octopusVariables = (release: string, task: number): Record<string, string> => ({
  'Octopus.Release.Number': release,
  'Octopus.Task.Id': `ServerTasks-${task}`,
  'Octopus.Space.Id': 'Spaces-1',
  'Octopus.Project.Id': 'Projects-1',
  'Octopus.Environment.Id': 'Environments-1',
})

let task = 1_000

export type NginxRouter = 'nginx-flag' | 'nginx-reload'

/** What stands in for a whole run of a step: its output variables and its exit are in `ActionResult`. */
export type ChainResults = {
  readonly prepare: ActionResult
  readonly port: ActionResult
  readonly deploy: ActionResult
  readonly warmUp: ActionResult
  readonly switch: ActionResult
}

/** A simulated Windows machine with IIS and ARR, and Tentacles on it. Everything goes with `dispose`. */
export class MachineUnderTest {
  readonly folder: string
  readonly ports: readonly [number, number]
  readonly frontPort: number
  host: IisHost
  readonly #options: Partial<IisOptions>
  #nginx: HeldProcess | undefined
  #farm: string | undefined
  #nginxRouter: NginxRouter = 'nginx-flag'

  protected constructor(
    folder: string,
    host: IisHost,
    options: Partial<IisOptions>,
    ports: readonly [number, number],
    frontPort: number,
  ) {
    this.folder = folder
    this.host = host
    this.#options = options
    this.ports = ports
    this.frontPort = frontPort
  }

  static async start(options: Partial<IisOptions> = {}): Promise<MachineUnderTest> {
    const folder = await mkdtemp(path.join(tmpdir(), 'blue-green-test-'))
    const host = await IisHost.start({ folder: path.join(folder, 'iis'), ...options }, [arrModule()])
    return new MachineUnderTest(folder, host, options, [await freePort(), await freePort()], await freePort())
  }

  /** What a machine of another kind has of its own. */
  protected get tentacleMachine(): Partial<Machine> {
    return {}
  }

  protected get tentacleOptions(): TentacleOptions {
    return {}
  }

  get root(): string {
    return path.join(this.folder, 'BlueGreen')
  }

  /** One for all Tentacles of the machine. */
  get #programData(): string {
    return path.join(this.folder, 'tentacle', 'ProgramData')
  }

  /**
   * A new deployment of a release: its steps share their outputs and the task. Its Bash gets the variables as newer Calamari hands
   * them over, which takes a tenth of the time.
   * @param environment of its steps; what it holds when a step begins counts
   */
  deployment(
    release: string,
    variables: Readonly<Record<string, string>> = {},
    {
      tentacle: name = 'tentacle',
      environment = {},
      ...options
    }: TentacleOptions & { tentacle?: string; environment?: Record<string, string> } = {},
  ): Deployment {
    task += 1
    const tentacle = new Tentacle(
      {
        name: 'web-1',
        folder: path.join(this.folder, name),
        path: [this.host.binFolder],
        ...this.tentacleMachine,
        environment: Object.assign(environment, { ProgramData: this.#programData }, this.tentacleMachine.environment),
      },
      {
        ...octopusVariables(release, task),
        'BlueGreen.Application': 'MyApp',
        'BlueGreen.Root': this.tentacleMachine.paths?.seen(this.root) ?? this.root,
        'BlueGreen.Ports': this.ports.join(','),
        'BlueGreen.FrontDoor': `http://www.example.com:${this.frontPort}/`,
        'BlueGreen.FrontBindings': `http/127.0.0.1:${this.frontPort}:`,
        'BlueGreen.WarmUpUrls': '/\n/health',
        'BlueGreen.ReleaseHeader': 'X-Release',
        ...(this.#nginx ? this.#nginxVariables() : {}),
        ...(this.#farm ? { 'BlueGreen.FrontBindings': '', 'BlueGreen.Farm': this.#farm } : {}),
        ...variables,
      },
      { pwsh: false, bashVariables: 'array', ...this.tentacleOptions, ...options },
    )
    return new Deployment(tentacle, this.#nginx ? 'nginx' : this.#farm ? 'farm' : 'arr', this.#nginxRouter)
  }

  /** The sample application as a package. @param broken what makes it break on purpose @param folder below that of the machine */
  async package(release: string, broken?: string, folder = '.'): Promise<string> {
    const into = path.join(this.folder, folder)
    await mkdir(into, { recursive: true })
    return writeSamplePackage(release, {
      folder: into,
      serverFile: path.join(root, 'dist', 'sample-app.js'),
      ...(broken ? { broken } : {}),
    })
  }

  get nginxFiles() {
    return nginxFiles(path.join(this.folder, 'nginx'))
  }

  /**
   * A real NGINX with a configuration of its own: the router of the deployments that begin after this.
   * @param user of its workers, where it is started by root; default root
   */
  async startNginx(user?: string, router: NginxRouter = 'nginx-flag'): Promise<void> {
    this.#nginxRouter = router
    const program = findNginx()
    if (!program) throw new Error('There is no nginx on this machine: install Debian’s package nginx-light.')
    const { mainConf, pid } = this.nginxFiles
    this.#nginx = await startNginx('web-1', program, this.nginxFiles, () => {})
    if (!user) return
    await writeFile(mainConf, (await readFile(mainConf, 'utf8')).replace(/^user root;/, `user ${user};`))
    process.kill(Number(await readFile(pid, 'utf8')), 'SIGHUP')
  }

  /** A web farm that is there already: the router of the deployments that begin after this. */
  async setUpFarm(name = 'MyFarm'): Promise<void> {
    const { ports, frontPort } = this
    const folder = path.join(this.folder, 'farm-front')
    await setUpFarm((...args) => this.appcmd(...args), { name, ports, frontPort, folder })
    this.#farm = name
  }

  #nginxVariables(): Record<string, string> {
    return {
      'BlueGreen.FrontBindings': '',
      'BlueGreen.NginxConf': this.nginxFiles.snippet,
      'BlueGreen.NginxListen': `127.0.0.1:${this.frontPort}`,
      'BlueGreen.NginxProgram': findNginx() ?? '',
      'BlueGreen.NginxMainConf': this.nginxFiles.mainConf,
    }
  }

  /** For tests that begin where a release is live: the chain without what is not needed for that. */
  async goLive(release: string): Promise<void> {
    const deployment = this.deployment(release)
    const isPrepared = await this.marker().then(
      ({ router }) => router !== undefined,
      () => false,
    )
    if (!isPrepared) await deployment.prepare()
    await deployment.succeed('calculate-port')
    await deployment.deploy(await this.package(release))
    await deployment.switch()
  }

  /** One line of appcmd, as an administrator would type it. @throws Error when it fails */
  async appcmd(...args: string[]): Promise<string> {
    const { exitCode, stdout } = await this.host.run({ program: 'appcmd', args, stdin: '' })
    if (exitCode !== 0) throw new Error(`appcmd ${args.join(' ')}: ${exitCode} ${stdout}`)
    return stdout
  }

  /** `Started`, `Stopped`, or what else IIS says of a site or pool. */
  async state(kind: 'site' | 'apppool', name: string): Promise<string> {
    return (await this.appcmd('list', kind, name, '/text:state')).trim()
  }

  /** Process ids of workers by pool. */
  async workers(): Promise<Record<string, string>> {
    const lines = (await this.appcmd('list', 'wp')).matchAll(/^WP "(\d+)" \(applicationPool:(.*)\)/gm)
    return Object.fromEntries([...lines].map(([, pid = '', pool = '']) => [pool, pid]))
  }

  /** A power cut: all workers and connections end, IIS comes up again with what autoStart says. */
  async reboot(): Promise<void> {
    await this.host.stop()
    this.host = await IisHost.start({ folder: path.join(this.folder, 'iis'), ...this.#options }, [arrModule()])
  }

  async marker(application = 'MyApp'): Promise<Marker> {
    return JSON.parse(await readFile(path.join(this.root, application, 'blue-green.json'), 'utf8')) as Marker
  }

  async journal(application = 'MyApp'): Promise<JournalEvent[]> {
    const text = await readFile(path.join(this.root, application, 'journal.jsonl'), 'utf8')
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as JournalEvent)
  }

  /** Everything that a step may change on this machine. @param claim a refused step may have noted whose turn it is */
  async everything({ claim = true }: { claim?: boolean } = {}): Promise<unknown> {
    return {
      configuration: this.host.configuration(),
      files: (await tree(this.root)).filter((file) => claim || !/claim\.json /.test(file)),
      programData: await tree(path.join(this.#programData, 'octopus-blue-green')),
      nginx: await tree(path.join(this.folder, 'nginx', 'conf.d')),
      workers: await this.workers(),
      states: await Promise.all([this.appcmd('list', 'site'), this.appcmd('list', 'apppool')]),
    }
  }

  async dispose(): Promise<void> {
    await this.#nginx?.stop()
    await this.host.stop()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Folders and files with their content's hash. */
export async function tree(folder: string): Promise<string[]> {
  const folders = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined)
  if (!folders) return ['there is no such folder']
  return [
    ...folders.filter((entry) => entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name)),
    ...(await hashTree(folder)).map(({ path: file, sha256 }) => `${file} ${sha256}`),
  ].sort()
}

export class Deployment {
  readonly tentacle: Tentacle
  readonly router: 'arr' | 'farm' | 'nginx'
  readonly nginxRouter: NginxRouter

  constructor(tentacle: Tentacle, router: 'arr' | 'farm' | 'nginx' = 'arr', nginxRouter: NginxRouter = 'nginx-flag') {
    this.tentacle = tentacle
    this.router = router
    this.nginxRouter = nginxRouter
  }

  async run(
    step: string,
    parameters: Record<string, string> = {},
    request: Partial<ActionRequest> = {},
  ): Promise<ActionResult> {
    return this.tentacle.run({
      stepName: actionNames[step.replace(/-bash$/, '')] ?? step,
      template: await templateOf(step),
      parameters,
      ...request,
    })
  }

  /** The same, which has to succeed. */
  async succeed(
    step: string,
    parameters: Record<string, string> = {},
    request: Partial<ActionRequest> = {},
  ): Promise<ActionResult> {
    const result = await this.run(step, parameters, request)
    if (!result.succeeded) throw new Error(`${step} failed: ${result.resultMessage}\n${logOf(result)}`)
    return result
  }

  /** The same, which has to fail by itself. @returns its result message */
  async fail(
    step: string,
    parameters: Record<string, string> = {},
    request: Partial<ActionRequest> = {},
  ): Promise<string> {
    const result = await this.run(step, parameters, request)
    if (result.exitCode !== 1 || !result.resultMessage)
      throw new Error(`${step} should have failed, and ended with ${result.exitCode}:\n${logOf(result)}`)
    return result.resultMessage
  }

  prepare(parameters: Record<string, string> = {}): Promise<ActionResult> {
    return this.router === 'nginx'
      ? this.succeed('prepare-router-bash', { 'BG.Router': this.nginxRouter, ...parameters })
      : this.succeed('prepare-router', {
          ...(this.router === 'farm' ? { 'BG.Router': 'arr-health-file' } : {}),
          ...parameters,
        })
  }

  deploy(packageFile: string, parameters: Record<string, string> = {}): Promise<ActionResult> {
    return this.succeed('deploy-to-slot', parameters, { packages: { 'BG.Package': packageFile } })
  }

  warmUp(parameters: Record<string, string> = {}): Promise<ActionResult> {
    const step = this.router === 'nginx' ? 'warm-up-bash' : 'warm-up'
    return this.succeed(step, { 'BG.InARow': '2', 'BG.Latency': '5s', ...parameters })
  }

  get switchStep(): string {
    return this.router === 'nginx' ? 'switch-nginx-bash' : 'switch-arr'
  }

  switch(parameters: Record<string, string> = {}): Promise<ActionResult> {
    return this.succeed(this.switchStep, { 'BG.DrainInterval': '50ms', ...parameters })
  }

  /** All steps up to the switch. */
  async upToSwitch(packageFile: string): Promise<Omit<ChainResults, 'switch'>> {
    return {
      prepare: await this.prepare(),
      port: await this.succeed('calculate-port'),
      deploy: await this.deploy(packageFile),
      warmUp: await this.warmUp(),
    }
  }

  /** The whole chain of the router. */
  async chain(packageFile: string): Promise<ChainResults> {
    return { ...(await this.upToSwitch(packageFile)), switch: await this.switch() }
  }
}

export const logOf = (result: ActionResult): string =>
  result.log.map(({ level, text }) => `${level}: ${text}`).join('\n')

/** Warnings and errors in the log of a step, or of several. */
export const complaintsOf = (...results: readonly ActionResult[]): string[] =>
  results.flatMap(({ log }) =>
    log.filter(({ level }) => level === 'warning' || level === 'error').map(({ text }) => text),
  )
