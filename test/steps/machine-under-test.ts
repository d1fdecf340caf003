import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { arrModule } from '../../src/simulators/arr/arr-module.js'
import { IisHost } from '../../src/simulators/iis/iis-host.js'
import type { IisOptions } from '../../src/simulators/iis/iis-options.js'
import { type ActionRequest, type ActionResult, Tentacle, type Template } from '../../src/simulators/tentacle/tentacle.js'
import { writeSamplePackage } from '../../src/rehearsal/sample-app/package.js'

const root = path.resolve(import.meta.dirname, '../..')

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

const taken = new Set<number>()

/** A port that nobody listens on now, below those that the kernel hands out by itself. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_100 + Math.floor(Math.random() * 20_000)
    if (taken.has(port)) continue
    taken.add(port)
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer()
      server.once('error', () => resolve(false))
      server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)))
    })
    if (free) return port
  }
}

let task = 1_000

/** A simulated Windows machine with IIS and ARR, and a Tentacle on it. Everything goes with `dispose`. */
export class MachineUnderTest {
  readonly folder: string
  readonly host: IisHost
  readonly ports: readonly [number, number]
  readonly frontPort: number

  private constructor(folder: string, host: IisHost, ports: readonly [number, number], frontPort: number) {
    this.folder = folder
    this.host = host
    this.ports = ports
    this.frontPort = frontPort
  }

  static async start(options: Partial<IisOptions> = {}): Promise<MachineUnderTest> {
    const folder = await mkdtemp(path.join(tmpdir(), 'blue-green-test-'))
    const host = await IisHost.start({ folder: path.join(folder, 'iis'), ...options }, [arrModule()])
    return new MachineUnderTest(folder, host, [await freePort(), await freePort()], await freePort())
  }

  get root(): string {
    return path.join(this.folder, 'BlueGreen')
  }

  /** A new deployment of a release: its steps share their outputs and the task. */
  deployment(release: string, variables: Readonly<Record<string, string>> = {}): Deployment {
    task += 1
    const tentacle = new Tentacle(
      { name: 'web-1', folder: path.join(this.folder, 'tentacle'), path: [this.host.binFolder] },
      {
        'Octopus.Release.Number': release,
        'Octopus.Task.Id': `ServerTasks-${task}`,
        'Octopus.Space.Id': 'Spaces-1',
        'Octopus.Project.Id': 'Projects-1',
        'Octopus.Environment.Id': 'Environments-1',
        'BlueGreen.Application': 'MyApp',
        'BlueGreen.Root': this.root,
        'BlueGreen.Ports': this.ports.join(','),
        'BlueGreen.FrontDoor': `http://www.example.com:${this.frontPort}/`,
        'BlueGreen.FrontBindings': `http/127.0.0.1:${this.frontPort}:`,
        'BlueGreen.WarmUpUrls': '/\n/health',
        'BlueGreen.ReleaseHeader': 'X-Release',
        ...variables,
      },
      { pwsh: false },
    )
    return new Deployment(tentacle)
  }

  /** The sample application as a package. @param broken what makes it break on purpose */
  package(release: string, broken?: string): Promise<string> {
    return writeSamplePackage(release, {
      folder: this.folder,
      serverFile: path.join(root, 'dist', 'sample-app.js'),
      ...(broken ? { broken } : {}),
    })
  }

  async dispose(): Promise<void> {
    await this.host.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

export class Deployment {
  readonly tentacle: Tentacle

  constructor(tentacle: Tentacle) {
    this.tentacle = tentacle
  }

  async run(step: string, parameters: Record<string, string> = {}, request: Partial<ActionRequest> = {}): Promise<ActionResult> {
    return this.tentacle.run({
      stepName: actionNames[step.replace(/-bash$/, '')] ?? step,
      template: await templateOf(step),
      parameters,
      ...request,
    })
  }

  /** The same, which has to succeed. */
  async succeed(step: string, parameters: Record<string, string> = {}, request: Partial<ActionRequest> = {}): Promise<ActionResult> {
    const result = await this.run(step, parameters, request)
    if (!result.succeeded) throw new Error(`${step} failed: ${result.resultMessage}\n${logOf(result)}`)
    return result
  }

  /** The whole chain with ARR as the router. */
  async chain(packageFile: string): Promise<Record<string, ActionResult>> {
    return {
      prepare: await this.succeed('prepare-router'),
      port: await this.succeed('calculate-port'),
      deploy: await this.succeed('deploy-to-slot', {}, { packages: { 'BG.Package': packageFile } }),
      warmUp: await this.succeed('warm-up', { 'BG.InARow': '2', 'BG.Latency': '5s' }),
      switch: await this.succeed('switch-arr', { 'BG.DrainInterval': '50ms' }),
    }
  }
}

export const logOf = (result: ActionResult): string => result.log.map(({ level, text }) => `${level}: ${text}`).join('\n')
