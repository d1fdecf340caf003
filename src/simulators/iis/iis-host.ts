import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Activation } from './activation.js'
import { runAppcmd } from './appcmd/appcmd.js'
import { sharingViolation } from './appcmd/appcmd-error.js'
import type { Machine } from './appcmd/machine.js'
import { Configuration } from './configuration/configuration.js'
import { loadConfiguration, saveConfiguration } from './configuration/configuration-file.js'
import { parseElement } from './configuration/xml-element.js'
import { type IisOptions, type IisSettings, withDefaults } from './iis-options.js'
import { killLeftovers } from './pools/w3wp.js'
import { type Grant, runIcacls } from './programs/icacls.js'
import { runNetsh } from './programs/netsh.js'
import { runNetstat } from './programs/netstat.js'
import { type KnownScript, runPowershell } from './programs/powershell.js'
import type { ProgramAnswer, ProgramCall } from './programs/program-answer.js'
import { writeProgramClients } from './programs/program-clients.js'
import { ProgramServer } from './programs/program-server.js'
import { runTypeperf } from './programs/typeperf.js'
import { seededRandom } from './seeded-random.js'
import type { SiteModule } from './site-module.js'

export type TranscriptEntry = ProgramCall & ProgramAnswer

/** How many calls the transcript keeps; older ones fall out. */
const maxTranscript = 5_000

/**
 * A simulated Windows machine with IIS: real listeners and real worker processes behind an appcmd that answers as the
 * real one. Starting again in the same folder is a reboot.
 */
export class IisHost {
  /** appcmd, powershell, netsh, netstat, icacls and typeperf: put it first on PATH. */
  readonly binFolder: string
  /** What `powershell` can stand in for; at first what the modules bring. */
  readonly knownScripts: KnownScript[] = []
  /** What else is installed on the machine, by its name. */
  readonly otherPrograms = new Map<string, (call: ProgramCall) => Promise<ProgramAnswer>>()
  private readonly machine: Machine
  private settings: IisSettings
  private readonly activation: Activation
  private configured: Configuration
  private random: () => number
  private server: ProgramServer | undefined
  private readonly calls: TranscriptEntry[] = []
  private readonly granted: Grant[] = []
  private last: Promise<unknown> = Promise.resolve()

  private constructor(options: IisOptions, modules: readonly SiteModule[]) {
    this.settings = withDefaults(options)
    this.random = seededRandom(this.settings.seed)
    this.binFolder = join(options.folder, 'bin')
    this.configured = loadConfiguration(options.folder)
    this.activation = new Activation(() => this.settings, this.configured, modules)
    this.knownScripts.push(...modules.flatMap(({ scripts }) => scripts ?? []))
    this.machine = this.makeMachine()
  }

  static async start(options: IisOptions, modules: readonly SiteModule[] = []): Promise<IisHost> {
    mkdirSync(options.folder, { recursive: true })
    killLeftovers(options.folder)
    const host = new IisHost(options, modules)
    saveConfiguration(options.folder, host.configured)
    await host.activation.apply(host.configured, true)
    host.server = await ProgramServer.start((call) => host.run(call))
    writeProgramClients(host.binFolder, host.adminPort)
    return host
  }

  get adminPort(): number {
    return this.server?.port ?? 0
  }

  configure(changes: Partial<IisOptions>): void {
    this.settings = { ...this.settings, ...changes }
    if (changes.seed !== undefined) this.random = seededRandom(changes.seed)
  }

  /** The calls of all programs in the order in which they ended, the last 5,000 of them. */
  transcript(): TranscriptEntry[] {
    return [...this.calls]
  }

  /** The text of applicationHost.config. */
  configuration(): string {
    return this.configured.print()
  }

  /** As when an older applicationHost.config is put back: what it does not name goes, what it names comes. */
  restore(configuration: string): Promise<void> {
    return this.queue(() => this.commit(new Configuration(parseElement(configuration))))
  }

  /** What icacls has granted since the start. */
  grants(): Grant[] {
    return [...this.granted]
  }

  /** Cuts all connections and kills all workers; the state stays in the folder. */
  async stop(): Promise<void> {
    await this.server?.stop()
    await this.last.catch(() => {})
    await this.activation.destroy()
    for (const module of this.activation.modules) await module.close()
  }

  /** One call of a program, as the executables in the bin folder make it; the exit code is the Windows one. */
  async run(call: ProgramCall): Promise<ProgramAnswer> {
    const answer = await this.answer(call)
    this.calls.push({ ...call, ...answer })
    if (this.calls.length > maxTranscript) this.calls.shift()
    return answer
  }

  private async answer(call: ProgramCall): Promise<ProgramAnswer> {
    const { program, args, stdin } = call
    const other = this.otherPrograms.get(program)
    if (other) return other(call)
    if (program === 'appcmd') return runAppcmd(this.machine, (job) => this.queue(job), args, stdin)
    if (program === 'powershell') return runPowershell(args, stdin, this.knownScripts)
    return this.queue(async () => {
      if (program === 'netsh') return runNetsh(args, this.settings)
      if (program === 'netstat') return runNetstat(args)
      if (program === 'icacls') {
        const { drives } = this.settings
        return runIcacls(args, (pool) => this.configured.pool(pool) !== undefined, { grants: this.granted, drives })
      }
      if (program === 'typeperf') return runTypeperf(args, this.activation, new Date())
      return { exitCode: 9009, stdout: `The simulated machine has no program ${program}.\r\n` }
    })
  }

  private queue<T>(job: () => Promise<T>): Promise<T> {
    const done = this.last.then(job, job)
    this.last = done.catch(() => {})
    return done
  }

  private makeMachine(): Machine {
    const host = this
    return {
      activation: host.activation,
      get settings() {
        return host.settings
      },
      get configuration() {
        return host.configured
      },
      chance: (probability) => host.random() < probability,
      commit: (draft) => host.commit(draft),
    }
  }

  private async commit(draft: Configuration): Promise<void> {
    if (this.random() < this.settings.sharingViolations) throw sharingViolation()
    draft.shareUnchanged(this.configured)
    saveConfiguration(this.settings.folder, draft)
    this.configured = draft
    await this.activation.apply(draft)
  }
}
