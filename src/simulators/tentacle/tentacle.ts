import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { ActionLog } from './action-log.js'
import { actionVariables } from './action-variables.js'
import { extractPackage } from './extract-package.js'
import { enter } from './isolation.js'
import { prepareScript } from './prepare-script.js'
import { type RunScript, runScript, type ScriptEnd } from './run-script.js'
import { scriptEnvironment } from './script-environment.js'

/** A step template as it is exported; unknown fields do no harm. */
export type Template = {
  readonly Id: string
  readonly Name: string
  readonly ActionType: string
  readonly Version: number
  readonly Properties: Readonly<Record<string, string>>
  readonly Parameters: readonly {
    readonly Name: string
    readonly DefaultValue: string | null
    readonly DisplaySettings: Readonly<Record<string, string>>
  }[]
  readonly Packages?: readonly { readonly Name: string }[]
}

export type Machine = {
  readonly name: string
  /** Work folders (`Work`), artifacts (`Artifacts`) and, unless the environment names another, `ProgramData`. */
  readonly folder: string
  /** Folders that come first on PATH. */
  readonly path: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

export type ActionRequest = {
  readonly stepName: string
  readonly template: Template
  /** What the process sets; the other parameters take the template's defaults. Also action properties, `Octopus.…`. */
  readonly parameters: Readonly<Record<string, string>>
  /** Package parameter -> path of a .zip or .nupkg. */
  readonly packages?: Readonly<Record<string, string>>
  /** Packages that the action itself refers to, beside those of the template: name of the reference -> path. */
  readonly referencedPackages?: Readonly<Record<string, string>>
  /** Octopus.Action.AutoRetry.MaximumCount, default 0. Octopus waits 15 s before the second and third retry; here none waits. */
  readonly retries?: number
  /** Octopus.Action.ExecutionTimeout.Minutes, of each attempt; default none. The whole tree is killed. */
  readonly timeoutMs?: number
  /** Cancels: the whole tree is killed at once, and nothing is tried again. */
  readonly signal?: AbortSignal
}

export type Level = 'info' | 'verbose' | 'warning' | 'error' | 'highlight' | 'wait'
export type LogLine = { readonly level: Level; readonly text: string; readonly at: number }
export type Artifact = { readonly name: string; readonly path: string; readonly bytes: number }

export type ActionResult = {
  /** The script's; 128 + the signal's number when somebody killed it; -43 cancelled, -44 timed out, -41 not started. */
  readonly exitCode: number
  readonly succeeded: boolean
  /** A line was logged as warning or error. */
  readonly warnings: boolean
  /** By time-out or cancel. */
  readonly killed: boolean
  readonly resultMessage?: string
  readonly outputs: Readonly<Record<string, string>>
  readonly sensitiveOutputs: readonly string[]
  readonly artifacts: readonly Artifact[]
  readonly log: readonly LogLine[]
  readonly progress: readonly { readonly percentage: number; readonly message: string }[]
  readonly attempts: number
  /** How often a secret had to be masked in the log. */
  readonly maskings: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly ms: number
  /** Of the last attempt. */
  readonly pid?: number
  /** What was not real, for people. */
  readonly simulated: readonly string[]
}

export type TentacleOptions = {
  /** `array`: as newer Calamari, octopus_parameters is filled for a body that reads it. Default `lookup`. */
  readonly bashVariables?: 'lookup' | 'array'
  /** One script at a time for the machine. Default true; the variable OctopusBypassDeploymentMutex = True does the same as false. */
  readonly isolation?: boolean
  /** Work folders are not deleted. Default false. */
  readonly keep?: boolean
  /** Where a service message counts. Default `line-start`; `anywhere` is stricter for scripts that relay texts. */
  readonly serviceMessages?: 'line-start' | 'anywhere'
  /** The PowerShell to use; false: none. Default: pwsh where it is on the machine's PATH. */
  readonly pwsh?: string | false
  /** How a script is run. Default: as a process. */
  readonly runScript?: RunScript
}

/**
 * Runs single actions on a machine as Calamari does on a Tentacle; a simulator, for Linux.
 * Output variables are carried on to later actions of the same instance.
 */
export class Tentacle {
  /** Each log line as it comes. */
  onLine: ((line: LogLine, action: ActionRequest) => void) | undefined
  readonly machine: Machine
  readonly #variables: Readonly<Record<string, string>>
  readonly #options: TentacleOptions
  readonly #carried: Record<string, string> = {}
  readonly #carriedSecrets = new Set<string>()

  /** @param variables of project, machine and system (Octopus.Release.Number …), already scoped; references unresolved */
  constructor(machine: Machine, variables: Readonly<Record<string, string>>, options: TentacleOptions = {}) {
    this.machine = machine
    this.#variables = variables
    this.#options = options
  }

  /**
   * @throws SelfReference, NotSimulated, or an Error for what Octopus would not accept: before anything ran
   */
  async run(action: ActionRequest): Promise<ActionResult> {
    const startedAt = Date.now()
    const id = `${new Date(startedAt).toISOString().replace(/\D/g, '')}-${randomBytes(4).toString('hex')}`
    const artifacts = path.join(this.machine.folder, 'Artifacts', id)
    const log = new ActionLog(artifacts, this.#options.serviceMessages ?? 'line-start', (line) =>
      this.onLine?.(line, action),
    )
    const simulated = ['Tentacle and Calamari: the script ran in a simulator of them']
    let end: AttemptEnd = notStarted
    let succeeded = false
    let attempts = 0
    while (!succeeded && !end.cancelled && attempts <= (action.retries ?? 0)) {
      if (attempts > 0) log.add('warning', `The action failed; retry ${attempts} of ${action.retries}.`)
      attempts++
      const workFolder = path.join(this.machine.folder, 'Work', `${id}-${attempts}`)
      log.startAttempt(workFolder)
      end = await this.#attempt(action, workFolder, log, simulated)
      succeeded = end.exitCode === 0 && !(log.errorOutput && end.failOnErrorOutput)
    }
    if (!succeeded) log.add('error', log.resultMessage || `The remote script failed with exit code ${end.exitCode}`)
    this.#carry(action.stepName, log)
    return {
      exitCode: end.exitCode,
      succeeded,
      warnings: log.lines.some(({ level }) => level === 'warning' || level === 'error'),
      killed: end.killed,
      ...(log.resultMessage === undefined ? {} : { resultMessage: log.resultMessage }),
      outputs: log.outputs,
      sensitiveOutputs: log.sensitiveOutputs,
      artifacts: log.artifacts,
      log: log.lines,
      progress: log.progress,
      attempts,
      maskings: log.maskings,
      startedAt,
      ms: Date.now() - startedAt,
      ...(end.pid === undefined ? {} : { pid: end.pid }),
      simulated,
    }
  }

  async #attempt(action: ActionRequest, workFolder: string, log: ActionLog, simulated: string[]): Promise<AttemptEnd> {
    const { variables, secrets } = actionVariables(action, workFolder, this.machine, this.#variables, this.#carried)
    for (const secret of [...secrets, ...this.#carriedSecrets]) log.mask(secret)
    const isolated = this.#options.isolation !== false && !variables.flag('OctopusBypassDeploymentMutex')
    const leave = isolated
      ? await enter(path.resolve(this.machine.folder), action.signal, () =>
          log.add('wait', 'Waiting for another script of this tentacle to end.'),
        )
      : () => {}
    if (!leave || action.signal?.aborted) {
      leave?.()
      return { ...notStarted, cancelled: true, killed: true }
    }
    try {
      await mkdir(workFolder, { recursive: true })
      const environment = await scriptEnvironment(this.machine)
      for (const [name, file] of Object.entries({ ...action.packages, ...action.referencedPackages }))
        await extractPackage(file, path.join(workFolder, name))
      const prepared = await prepareScript(action.template, variables, workFolder, environment, this.#options)
      simulated.push(...prepared.simulated.filter((what) => !simulated.includes(what)))
      const at = { workFolder, environment, timeoutMs: action.timeoutMs, signal: action.signal }
      const end = await (this.#options.runScript ?? runScript)(prepared.script, at, log)
      return { ...end, failOnErrorOutput: variables.flag('Octopus.Action.FailScriptOnErrorOutput') }
    } finally {
      if (!this.#options.keep) await rm(workFolder, { recursive: true, force: true, maxRetries: 3 })
      leave()
    }
  }

  #carry(step: string, { outputs, sensitiveOutputs }: ActionLog): void {
    for (const [name, value] of Object.entries(outputs)) {
      for (const kind of ['Action', 'Step']) {
        this.#carried[`Octopus.${kind}[${step}].Output.${name}`] = value
        this.#carried[`Octopus.${kind}[${step}].Output[${this.machine.name}].${name}`] = value
      }
      if (sensitiveOutputs.includes(name)) this.#carriedSecrets.add(value)
    }
  }
}

type AttemptEnd = ScriptEnd & { readonly failOnErrorOutput?: boolean }

const notStarted: AttemptEnd = { exitCode: -43, killed: false, cancelled: false, pid: undefined }
